import { describe, expect, it } from 'vitest'
import { hex } from '../data-root.ts'
import {
  blobPath,
  chainIdsOf,
  ContainerdRoot,
  INDEX,
  LAYER,
  MANIFEST,
  references,
  type AddedManifest,
} from './containerd-root.ts'
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'

const CREATED = '2026-11-20T23:33:35Z'
const STEPS = {
  created: CREATED,
  history: [{ created_by: 'ADD base' }, { created_by: 'ENV x', empty_layer: true }, { created_by: 'RUN y' }],
}

const STEP = { createdAt: null, createdBy: '', comment: '', emptyLayer: false, chainId: null }

const named = ({ digest }: AddedManifest, platform?: object, annotations?: object) => {
  return { mediaType: MANIFEST, digest, ...(platform && { platform }), ...(annotations && { annotations }) }
}

describe('an image of one platform', () => {
  it('has its names, its layers and the blobs that are here', async () => {
    const root = new ContainerdRoot()
    const manifest = root.manifest('one', ['base', 'top'], STEPS)
    const { digest, config, layers, diffIds } = manifest
    const chainIds = root.unpack(diffIds)
    root.image('docker.io/library/one:1', digest)
    root.image('docker.io/acme/one:1', digest)
    root.image(`docker.io/acme/one@${digest}`, digest)
    const { images, gaps } = await root.survey()
    expect(images).toEqual([
      {
        id: digest,
        references: ['acme/one:1', 'one:1'],
        createdAt: CREATED,
        parentId: null,
        diffIds,
        chainIds,
        createdBy: ['ADD base', 'RUN y'],
        history: [],
        driver: 'overlayfs',
        manifests: [
          {
            digest,
            kind: 'image',
            platform: 'linux/amd64',
            attests: null,
            available: true,
            content: [digest, config, ...layers],
            chainIds,
            history: [
              { ...STEP, createdBy: 'ADD base', chainId: chainIds[0] },
              { ...STEP, createdBy: 'ENV x', emptyLayer: true },
              { ...STEP, createdBy: 'RUN y', chainId: chainIds[1] },
            ],
            layerDigests: layers,
            unpacked: true,
            incomplete: false,
          },
        ],
        content: [digest, config, ...layers],
        attached: [],
        incomplete: false,
      },
    ])
    expect(gaps).toEqual([])
  })

  it('that is only packed has no layers', async () => {
    const root = new ContainerdRoot()
    const { digest, diffIds } = root.manifest('one', ['base', 'top'], STEPS)
    // Another image's.
    root.snapshot({ name: chainIdsOf(diffIds)[0]!, labels: { 'containerd.io/gc.root': '1' } })
    root.image('docker.io/acme/one:1', digest)
    const [image] = (await root.survey()).images
    expect([image?.chainIds, image?.diffIds, image?.createdBy, image?.createdAt]).toEqual([[], [], [], CREATED])
    expect(image?.manifests[0]).toMatchObject({ unpacked: false, available: true, chainIds: chainIdsOf(diffIds) })
  })

  it('without layers is one too', async () => {
    const root = new ContainerdRoot()
    root.image('docker.io/acme/empty:1', root.manifest('empty', []).digest)
    const [image] = (await root.survey()).images
    expect(image).toMatchObject({ chainIds: [], references: ['acme/empty:1'] })
    expect(image?.manifests[0]).toMatchObject({ kind: 'image', available: true, unpacked: false })
  })

  it('that the legacy builder made has its parent, and keeps more than it names', async () => {
    const root = new ContainerdRoot()
    const parent = root.manifest('parent', ['base'])
    const more = root.blob('container config')
    const config = root.blob(
      { rootfs: { diff_ids: [] } },
      { 'containerd.io/gc.ref.content.moby/container.config': more },
    )
    const child = root.blob({ mediaType: MANIFEST, config: { digest: config }, layers: [] }, references([config]))
    root.image(`moby-dangling@${parent.digest}`, parent.digest)
    root.image('docker.io/acme/child:1', child, { labels: { 'org.mobyproject.image.parent': parent.digest } })
    const { images } = await root.survey()
    const found = images.map(({ id, references: names, parentId, content, attached }) => {
      return { id, names, parentId, content: content.length, attached }
    })
    expect(found.toSorted((a, b) => a.names.length - b.names.length)).toEqual([
      { id: parent.digest, names: [], parentId: null, content: 3, attached: [] },
      { id: child, names: ['acme/child:1'], parentId: parent.digest, content: 2, attached: [more] },
    ])
  })

  it('whose name is not parsed is called as it is', async () => {
    const root = new ContainerdRoot()
    root.image('Not A Reference', root.manifest('one', []).digest)
    expect((await root.survey()).images[0]?.references).toEqual(['Not A Reference'])
  })
})

describe('an image of several platforms', () => {
  it('has all its manifests, and the layers of those that are unpacked', async () => {
    const root = new ContainerdRoot()
    const [here, packed] = [root.manifest('here', ['base', 'top']), root.manifest('packed', ['arm'])]
    const attestation = root.manifest('attestation', [])
    const annotations = {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': here.digest,
    }
    const gone = { digest: `sha256:${hex('gone')}` }
    const index = root.blob(
      {
        mediaType: INDEX,
        manifests: [
          named(packed, { os: 'linux', architecture: 'arm64', variant: 'v8' }),
          named(here, { os: 'linux', architecture: 'amd64' }),
          named(attestation, { os: 'unknown', architecture: 'unknown' }, annotations),
          { mediaType: MANIFEST, ...gone, platform: { os: 'windows', architecture: 'amd64', 'os.version': '10' } },
        ],
      },
      references([here.digest, packed.digest, attestation.digest, gone.digest]),
    )
    const chainIds = root.unpack(here.diffIds)
    root.image('docker.io/acme/many:1', index, { mediaType: INDEX })
    const { images, gaps, blobs } = await root.survey()
    const [image] = images
    const shown = image?.manifests.map(({ digest, kind, platform, attests, available, unpacked, content }) => {
      return [digest, kind, platform, attests, available, unpacked, content.length]
    })
    expect(shown).toEqual([
      [packed.digest, 'image', 'linux/arm64/v8', null, true, false, 3],
      [here.digest, 'image', 'linux/amd64', null, true, true, 4],
      [attestation.digest, 'attestation', null, here.digest, true, false, 2],
      [gone.digest, 'image', 'windows/amd64', null, false, false, 0],
    ])
    expect([image?.id, image?.chainIds, gaps]).toEqual([index, chainIds, []])
    expect(new Set(image?.content)).toEqual(new Set(blobs.map((blob) => blob.digest)))
    const roles = new Map(blobs.map((blob) => [blob.digest, blob.role]))
    const asked = [index, here.digest, here.config, here.layers[0]!, attestation.digest, attestation.config]
    expect(asked.map((digest) => roles.get(digest))).toEqual([
      'index',
      'manifest',
      'config',
      'layer',
      'attestation',
      'attestation',
    ])
  })

  it('that is in part here is no gap, and that part is not available', async () => {
    const root = new ContainerdRoot()
    const { digest, layers, config } = root.manifest('one', ['base', 'top'])
    Reflect.deleteProperty(root.bucket('moby', 'content', 'blob'), layers[1]!)
    root.image('docker.io/acme/one:1', digest)
    const { images, gaps, orphans } = await root.survey()
    expect(images[0]?.manifests[0]).toMatchObject({ available: false, content: [digest, config, layers[0]] })
    expect([gaps, orphans]).toEqual([[], [[blobPath(layers[1]!), 'unaccounted']]])
  })

  it('is followed through indexes in indexes, and round in circles only once', async () => {
    const root = new ContainerdRoot()
    const inner = root.manifest('inner', ['base'])
    const nested = root.blob({ manifests: [named(inner)] }, references([inner.digest]))
    const circle = `sha256:${hex('circle')}`
    const outer = {
      mediaType: INDEX,
      manifests: [
        { mediaType: INDEX, digest: nested },
        { mediaType: INDEX, digest: circle },
      ],
    }
    root.write(blobPath(circle), JSON.stringify(outer))
    root.bucket('moby', 'content', 'blob')[circle] = { labels: references([nested, circle]) }
    root.image('docker.io/acme/nested:1', circle, { mediaType: INDEX })
    const [image] = (await root.survey()).images
    expect(image?.manifests.map((manifest) => manifest.digest)).toEqual([inner.digest])
    expect(image?.content).toEqual([circle, nested, inner.digest, inner.config, ...inner.layers])
  })

  it('with a manifest of nothing that runs has it as unknown', async () => {
    const root = new ContainerdRoot()
    const model = root.blob('weights')
    const config = root.blob({})
    const manifest = root.blob(
      {
        mediaType: MANIFEST,
        config: { digest: config },
        layers: [{ mediaType: 'application/x-model', digest: model }],
      },
      references([config, model]),
    )
    root.image('docker.io/acme/model:1', manifest)
    expect((await root.survey()).images[0]?.manifests[0]).toMatchObject({
      kind: 'unknown',
      platform: null,
      chainIds: [],
    })
  })
})

describe('an image whose blobs are damaged', () => {
  const damage = ['', '{"half', '[]', '7', '\0\0', '{"manifests":7,"config":[],"layers":{"a":1}}']

  it.each(damage)('like %j has what is left of it', async (text) => {
    const root = new ContainerdRoot()
    const { digest, diffIds } = root.manifest('one', ['base'])
    const whole = root.manifest('whole', ['base'])
    root.unpack(diffIds)
    for (const each of [digest, whole.digest]) root.image(`docker.io/acme/${each.slice(7, 12)}:1`, each)
    root.save()
    writeFileSync(`${root.path}/${blobPath(digest)}`, text)
    const { images, gaps, orphans } = await root.look()
    const broken = images.find((image) => image.id === digest)
    expect([images.length, broken?.chainIds, broken?.manifests.length, orphans]).toEqual([2, [], 1, []])
    expect(broken?.manifests[0]).toMatchObject({ available: text.startsWith('{"m') ? true : false, content: [digest] })
    expect(gaps).toEqual(text.startsWith('{"m') ? [] : [`damaged ${blobPath(digest)}`])
  })

  it('or name something that is no digest do not lead out of the store', async () => {
    const root = new ContainerdRoot()
    const evil = { mediaType: MANIFEST, digest: 'sha256:../../../../etc/passwd' }
    const index = root.blob({ mediaType: INDEX, manifests: [evil, null, 'x', { digest: 7 }] })
    root.image('docker.io/acme/evil:1', index, { mediaType: INDEX })
    root.image('docker.io/acme/worse:1', '../../../../etc/passwd')
    const { images, gaps } = await root.survey()
    expect(images.map(({ id, manifests }) => [id, manifests])).toEqual([[index, []]])
    expect(gaps).toEqual(['damaged io.containerd.metadata.v1.bolt/meta.db'])
  })

  it('is not read when it is too large to be one', async () => {
    const root = new ContainerdRoot()
    const digest = root.blob(JSON.stringify({ mediaType: MANIFEST, filler: 'x'.repeat(9 * 1024 ** 2) }))
    root.image('docker.io/acme/large:1', digest)
    const { images, gaps } = await root.survey()
    expect(images[0]?.manifests).toMatchObject([{ digest, available: false }])
    expect(gaps).toEqual([])
  })

  it('finds no layer that names itself an index', async () => {
    const root = new ContainerdRoot()
    const layer = root.blob('\x1f\x8b packed')
    const index = root.blob({ mediaType: INDEX, manifests: [{ mediaType: LAYER, digest: layer }] }, references([layer]))
    root.image('docker.io/acme/odd:1', index, { mediaType: INDEX })
    const { images, gaps } = await root.survey()
    expect([images[0]?.manifests, gaps]).toEqual([[], []])
  })
})

describe('an image of which something cannot be read', () => {
  async function imageAfter(harm: (root: ContainerdRoot, manifest: AddedManifest) => void) {
    const root = new ContainerdRoot()
    const manifest = root.manifest('one', ['base', 'top'], STEPS)
    root.unpack(manifest.diffIds)
    root.image('docker.io/acme/one:1', manifest.digest)
    root.save()
    harm(root, manifest)
    const [image] = (await root.look()).images
    return { image: image!, manifest }
  }
  const fileOf = (root: ContainerdRoot, digest: string) => `${root.path}/${blobPath(digest)}`

  it.each(['digest', 'config'] as const)('says so: its %s is damaged', async (part) => {
    const { image, manifest } = await imageAfter((root, harmed) => {
      writeFileSync(fileOf(root, harmed[part]), 'no JSON')
    })
    expect(image).toMatchObject({ incomplete: true, chainIds: [], manifests: [{ incomplete: true }] })
    expect(image.content).toContain(manifest.digest)
  })

  it('says so: a recorded blob has no file', async () => {
    const { image } = await imageAfter((root, { layers }) => {
      rmSync(fileOf(root, layers[0]!))
    })
    expect(image).toMatchObject({ incomplete: true, manifests: [{ incomplete: true, available: false }] })
    expect(image.chainIds).toHaveLength(2)
  })

  it('says so: the blobs are somewhere else', async () => {
    const { image } = await imageAfter(({ path }) => {
      const blobs = `${path}/io.containerd.content.v1.content/blobs`
      renameSync(blobs, `${blobs}-moved`)
      symlinkSync(`${blobs}-moved`, blobs)
    })
    expect(image).toMatchObject({ incomplete: true, content: [], chainIds: [] })
  })

  it('is whole without the platforms that nobody pulled', async () => {
    const root = new ContainerdRoot()
    const here = root.manifest('here', ['base'])
    const elsewhere = { mediaType: MANIFEST, digest: `sha256:${hex('elsewhere')}` }
    const index = root.blob({ mediaType: INDEX, manifests: [named(here), elsewhere] }, references([here.digest]))
    root.image('docker.io/acme/one:1', index, { mediaType: INDEX })
    const [image] = (await root.survey()).images
    expect([image?.incomplete, image?.manifests.map((each) => each.incomplete)]).toEqual([false, [false, false]])
  })
})
