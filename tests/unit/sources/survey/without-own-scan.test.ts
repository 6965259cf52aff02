import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot, type SurveyedRoot } from '../../../../src-main/sources/survey-root.ts'
import { makeBolt } from '../bolt/make-bolt.ts'
import { ContainerdRoot } from '../containerd/containerd-root.ts'
import { hex, IMAGEDB, LAYERDB, makeDataRoot, survey, type AddedLayer, type DataRoot } from '../data-root.ts'

const LABELS = { 'io.plimsoll.scan': 'f3b2' }
const OURS = hex('container scan')

/** What an engine with overlay2 has while we read it through a container: an image of one empty layer, and the container. */
function addScan(root: DataRoot, layer: AddedLayer): { image: string; mountId: string } {
  const image = root.addImage('scan', [layer], { config: { Labels: LABELS } })
  const { id, mountId } = root.addContainer('scan', layer, { Config: { Labels: LABELS }, Driver: 'overlay2' })
  root.write(`containers/${id}/${id}-json.log`, 'a line')
  return { image, mountId }
}

/** Paths of our own places. */
function ownOf({ survey: { places } }: SurveyedRoot): readonly string[] {
  return places.flatMap(({ path, purpose }) => (purpose.kind === 'own-scan' ? [path] : [])).sort()
}

/** The survey but for our own places: what there would be if nobody read the root. */
function theRest({ survey: found, gaps }: SurveyedRoot) {
  return { gaps, survey: { ...found, places: found.places.filter(({ purpose }) => purpose.kind !== 'own-scan') } }
}

function plain(): DataRoot {
  const root = makeDataRoot()
  const layer = root.addLayer('base')
  root.addImage('app', [layer], { config: { Labels: { 'io.plimsoll': 'another label' } } })
  root.addContainer('app', layer, { Config: { Labels: {} } })
  return root
}

describe('while a data root with overlay2 is read through a container', () => {
  it('that container and its image are in no fact, and each of their places is our own', async () => {
    const root = plain()
    const before = await survey(root)
    const layer = root.addLayer('empty')
    const { image, mountId } = addScan(root, layer)
    root.write(`overlay2/${mountId}/link`, 'SHORT')
    const during = await survey(root)
    expect(theRest(during)).toEqual(before)
    expect(ownOf(during)).toEqual(
      [
        `containers/${OURS}`,
        `containers/${OURS}/${OURS}-json.log`,
        `${IMAGEDB}/content/sha256/${image}`,
        `${IMAGEDB}/metadata/sha256/${image}`,
        `${LAYERDB}/mounts/${OURS}`,
        `containerd/daemon/io.containerd.runtime.v2.task/moby/${OURS}`,
        'overlay2/l/SHORT',
        `${LAYERDB}/sha256/${layer.chainId.slice(7)}`,
        ...[layer.cacheId, mountId].flatMap((directory) => [`overlay2/${directory}`, `overlay2/${directory}/diff`]),
        `overlay2/${mountId}-init`,
      ].sort(),
    )
  })

  it.each(['an image', 'a container', 'the build cache'])('its layer stays when %s has it too', async (holder) => {
    const root = plain()
    const layer = root.addLayer('empty')
    if (holder === 'an image') root.addImage('other', [layer])
    if (holder === 'a container') root.addContainer('other', layer)
    if (holder === 'the build cache') {
      root.write(
        'buildkit/metadata_v2.db',
        makeBolt({ _main: { someRecord: { 'cache.snapshot': '{"value":"key"}' } } }),
      )
      root.write('buildkit/snapshots.db', makeBolt({ key: { chainid: layer.chainId } }))
    }
    const before = await survey(root)
    addScan(root, layer)
    const during = await survey(root)
    expect(during.survey.layers.map((each) => each.chainId)).toContain(layer.chainId)
    expect(theRest(during)).toEqual(before)
  })

  it('all the same when its image is gone, as it is once the container runs', async () => {
    const root = plain()
    const before = await survey(root)
    const layer = root.addLayer('empty')
    const { image } = addScan(root, layer)
    rmSync(`${root.path}/${IMAGEDB}/content/sha256/${image}`)
    const during = await survey(root)
    expect(theRest(during)).toEqual(before)
    expect(ownOf(during)).toContain(`overlay2/${layer.cacheId}/diff`)
  })

  it('a layer that another one stands on stays', async () => {
    const root = plain()
    const layer = root.addLayer('empty')
    root.addContainer('scan', root.addLayer('of the scan', layer), { Config: { Labels: LABELS } })
    root.addLayer('of nobody', layer)
    const { survey: found } = await survey(root)
    expect(found.layers.map((each) => each.chainId)).toContain(layer.chainId)
  })

  it('its image alone, left by a reader that was killed, is our own as well', async () => {
    const root = plain()
    const before = await survey(root)
    root.addImage('scan', [root.addLayer('empty')], { config: { Labels: LABELS } })
    expect(theRest(await survey(root))).toEqual(before)
  })
})

describe('while a containerd is read through a container', () => {
  const look = (root: ContainerdRoot, own: readonly string[] = []) => {
    root.save()
    const request = { path: root.path, role: 'containerd', current: null, own, signal: undefined } as const
    return surveyRoot(createNodeDiskReader(), request)
  }
  const filled = () => {
    const root = new ContainerdRoot()
    const { digest, diffIds } = root.manifest('app', ['base'])
    root.image('docker.io/library/app:1', digest)
    root.container('app', root.unpack(diffIds).at(-1))
    return root
  }
  const addOwn = (root: ContainerdRoot, layers: readonly string[]) => {
    const { digest, diffIds } = root.manifest('scan', layers, { config: { Labels: LABELS } })
    root.image('docker.io/library/plimsoll-scan:1', digest)
    return diffIds
  }

  it('its blobs, snapshots and lease are our own, and the container is known by its image', async () => {
    const root = filled()
    const before = await look(root)
    root.container('scan', root.unpack(addOwn(root, ['empty'])).at(-1))
    const during = await look(root)
    expect(theRest(during)).toEqual(before)
    const snapshots = [4, 5, 6].flatMap((number) => [`snapshots/${number}`, `snapshots/${number}/fs`])
    expect(ownOf(during).filter((path) => path.includes('snapshots'))).toEqual(
      snapshots.map((path) => `io.containerd.snapshotter.v1.overlayfs/${path}`),
    )
    expect(ownOf(during).filter((path) => path.includes('blobs'))).toHaveLength(3)
  })

  it('is known by its ID where its image is gone and its label is in the data root', async () => {
    const root = filled()
    const before = await look(root)
    const { diffIds } = root.manifest('scan', ['empty'], { config: { Labels: LABELS } })
    root.container('scan', root.unpack(diffIds).at(-1))
    expect(ownOf(await look(root))).toEqual([])
    const during = await look(root, [OURS])
    expect(during.survey.snapshots).toEqual(before.survey.snapshots)
    expect(ownOf(during).filter((path) => path.includes('snapshots'))).toHaveLength(6)
  })

  it('what somebody else has as well stays, and containers of others on the same layers', async () => {
    const root = filled()
    root.blob('packed empty')
    const { digest, diffIds } = root.manifest('other', ['empty'])
    root.image('docker.io/library/other:1', digest)
    root.container('other', root.unpack(diffIds).at(-1))
    const before = await look(root)
    addOwn(root, ['empty'])
    const during = await look(root)
    expect(theRest(during)).toEqual(before)
    // Only the manifest and the config are ours.
    expect(ownOf(during).filter((path) => path.includes('blobs'))).toHaveLength(2)
    expect(ownOf(during)).toHaveLength(2)
  })
})
