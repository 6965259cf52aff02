import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Gap } from '../../src-main/model/gap.ts'
import { buildkitReader } from '../../src-main/sources/areas/buildkit.ts'
import { surveyContainerdStore } from '../../src-main/sources/containerd/survey-containerd-store.ts'
import { createNodeDiskReader } from '../../src-main/sources/disk/node-disk-reader.ts'
import type { SurveyContext } from '../../src-main/sources/survey/survey-context.ts'
import { digestOf } from '../helpers/listing.ts'
import { makeOld } from '../helpers/make-old.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'

const META = 'io.containerd.metadata.v1.bolt/meta.db'
const BLOBS = 'io.containerd.content.v1.content/blobs/sha256'

/** What the reader of containerd has to show in a recorded world, whose tables another program made. */
export function containerdReaderSuite(snapshotter: string, worldName: string): void {
  const table = (name: string) => readTable(join(import.meta.dirname, '../fixtures/worlds', worldName, `${name}.tsv`))
  const images = imagesOf(join(import.meta.dirname, '../fixtures/worlds', worldName, 'images.json'))

  describe(`the store of containerd with ${snapshotter} in the world ${worldName}`, () => {
    const read: { world?: RecordedWorld } = {}
    beforeAll(async () => {
      read.world = await unpackWorld(worldName)
    }, 60_000)
    afterAll(() => read.world?.[Symbol.asyncDispose]())
    const outside = () => read.world!.containerdRoot
    const root = () => outside() ?? read.world!.dataRoot
    const base = () => (outside() === null ? 'containerd/daemon' : '')
    const at = (path: string) => (base() === '' ? path : `${base()}/${path}`)
    const survey = async (signal?: AbortSignal) => {
      const gaps: Gap[] = []
      const context = contextOf(root(), gaps, signal)
      return { ...(await surveyContainerdStore(context, base())), gaps }
    }
    const records = async () => (await buildkitReader.survey(contextOf(read.world!.dataRoot, []))).buildCache ?? []

    it('leaves no gap, accuses nobody and explains everything', async () => {
      const { gaps, places } = await survey()
      expect(gaps).toEqual([])
      expect(places.filter(({ purpose }) => ['orphan', 'unexplained'].includes(purpose.kind))).toEqual([])
    })

    it('knows every snapshot with its kind, its parent, its recorded size and its directory', async () => {
      const { snapshots } = await survey()
      const numbers = new Map(snapshots.map(({ name, number }) => [name, number]))
      const known = snapshots.map(({ number, kind, namespace, name, parent, engineSize, directory }) => {
        const below = parent === null ? '' : String(numbers.get(parent))
        return [number, kind, namespace, name, below, engineSize === null ? '' : String(engineSize), directory]
      })
      const said = table('snapshots').map((row) => {
        const [, namespace, name] = /^([^/]+)\/\d+\/(.+)$/.exec(row('key')) ?? []
        const directory = row('allocated') === '' ? null : belowRoot(row('directory'))
        return [Number(row('id')), row('kind'), namespace, name, row('parent'), row('size'), directory]
      })
      expect(known.sort(byFirst)).toEqual(said.sort(byFirst))
      expect(new Set(snapshots.map((each) => each.snapshotter))).toEqual(new Set([snapshotter]))
    })

    it('says of every snapshot’s files whose they are', async () => {
      const { places } = await survey()
      const kinds = new Map(places.map(({ path, purpose }) => [path, purpose.kind]))
      const here = table('snapshots').filter((row) => row('allocated') !== '')
      const known = here.map((row) => {
        const files = belowRoot(row('directory'))
        // A view has no files: what there is of it is one place.
        return [row('id'), kinds.get(files) ?? kinds.get(files.replace(/\/fs$/, ''))]
      })
      expect(known).toEqual(here.map((row) => [row('id'), kindOf(row('key'), row('owner'))]))
    })

    it('knows the writable and the init layer of every container, and the layer below', async () => {
      const { writableLayers, places, snapshots } = await survey()
      const inits = new Map(
        places.flatMap(({ path, purpose }) => (purpose.kind === 'init-layer' ? [[path, purpose.containerId]] : [])),
      )
      const parents = new Map(snapshots.map(({ name, parent }) => [name, parent]))
      const known = writableLayers.map(({ containerId, directory, parent }) => [containerId, directory, parent])
      const said = table('map').map((row) => [
        row('id'),
        belowRoot(row('writable layer')),
        parents.get(`${row('id')}-init`),
      ])
      expect(known.sort()).toEqual(said.sort())
      expect(table('map').map((row) => inits.get(belowRoot(row('init layer'))))).toEqual(
        table('map').map((row) => row('id')),
      )
    })

    it('knows every blob with its namespaces and its size, in a place of its own', async () => {
      const { blobs, places } = await survey()
      const purposes = new Map(places.map(({ path, purpose }) => [path, purpose]))
      const known = blobs.map(({ digest, namespaces, size, path }) => {
        return [digest, namespaces.join(' '), size, purposes.get(path)]
      })
      const said = table('blobs').map((row) => {
        const digest = row('digest')
        return [digest, row('namespaces'), Number(row('size')), { kind: 'content-blob', digest }]
      })
      expect(known.sort(byFirst)).toEqual(said.sort(byFirst))
    })

    it('has a holder for every blob: an image, or a lease', async () => {
      const { blobs, images: found, leases } = await survey()
      const held = new Set([
        ...found.flatMap((image) => [...image.content, ...image.attached]),
        ...leases.flatMap((lease) => lease.blobs),
      ])
      expect(blobs.filter((blob) => !held.has(blob.digest))).toEqual([])
    })

    it('knows the snapshot and the blob of every build cache record', async () => {
      const directories = new Map((await survey()).snapshots.map(({ name, directory }) => [name, directory]))
      const known = (await records()).map(({ id, type, snapshot, blob, directory }) => {
        return [id, type, directories.get(snapshot ?? ''), blob, directory]
      })
      const said = table('buildcache').map((row) => {
        const blob = / blob (\S+)$/.exec(row('how'))?.[1] ?? null
        return [row('id'), row('type'), belowRoot(row('directory')), blob, null]
      })
      expect(known.sort(byFirst)).toEqual(said.sort(byFirst))
    })

    it('knows the images of the engine by name, parent, layers and manifests', async () => {
      const found = (await survey()).images.map(({ id, references, parentId, diffIds, manifests: all }) => {
        const manifests = all.map((each) => [each.digest, each.kind, each.available])
        return { id, references, parentId, diffIds, manifests }
      })
      const said = images.map(({ Id, RepoTags, Parent, Layers, Manifests }) => {
        const manifests = Manifests.map((each) => [each.ID, each.Kind, each.Available])
        const parentId = Parent === '' ? null : Parent
        return { id: Id, references: RepoTags.toSorted(), parentId, diffIds: Layers, manifests }
      })
      expect(found.sort(byId)).toEqual(said.sort(byId))
    })

    it('reaches the engine’s size of every manifest: its blobs, and its layers with the -init ones between them', async () => {
      const { images: found, blobs, layers, snapshots } = await survey()
      const sizeOfBlob = new Map(blobs.map(({ digest, size }) => [digest, size ?? Number.NaN]))
      const sizeOf = new Map(snapshots.map(({ name, engineSize }) => [name, engineSize ?? Number.NaN]))
      const layerOf = new Map(layers.map((layer) => [layer.chainId, layer]))
      const unpacked = (chainId: string): number => {
        const { engineSize, initOf } = layerOf.get(chainId)!
        return engineSize! + (initOf === null ? 0 : sizeOf.get(`${initOf}-init`)!)
      }
      const known = found.flatMap(({ manifests }) =>
        manifests.map(({ digest, content, chainIds, unpacked: is }) => {
          const files = is ? sum(chainIds.map(unpacked)) : 0
          return [digest, sum(content.map((each) => sizeOfBlob.get(each)!)), files]
        }),
      )
      const said = images.flatMap(({ Manifests }) =>
        Manifests.map(({ ID, Size, ImageData }) => [ID, Size.Content, ImageData?.Size.Unpacked ?? 0]),
      )
      expect(known.sort(byFirst)).toEqual(said.sort(byFirst))
    })

    it('gives each path one place, in its own part of the root', async () => {
      const paths = (await survey()).places.map((place) => place.path)
      expect(new Set(paths).size).toBe(paths.length)
      expect(paths.filter((path) => !isInside(path, base()))).toEqual([])
    })

    it('remembers only what can never change', async () => {
      const { places, snapshots } = await survey()
      const committed = new Set(snapshots.filter((each) => each.kind === 'committed').map((each) => each.directory))
      const remembered = places.filter((place) => place.immutableKey !== null)
      expect(remembered.filter((place) => !committed.has(place.path))).toEqual([])
      expect(remembered).toHaveLength(committed.size)
    })

    it('changes nothing on disk', async () => {
      const before = await digestOf(root())
      await survey()
      expect(await digestOf(root())).toBe(before)
    })

    it('stops when it is cancelled', async () => {
      await expect(survey(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    })

    // From here on the world is changed.
    it('accuses what is planted, and nobody else', async () => {
      const planted = [
        `io.containerd.snapshotter.v1.${snapshotter}/snapshots/9999`,
        `${BLOBS}/${'0123456789abcdef'.repeat(4)}`,
      ]
      mkdirSync(join(root(), at(planted[0]!), 'fs'), { recursive: true })
      writeFileSync(join(root(), at(planted[1]!)), 'x')
      const paths = planted.map((path) => join(root(), at(path)))
      makeOld(...paths, dirname(paths[0]!))
      const { places, gaps } = await survey()
      const orphans = places.flatMap(({ path, purpose }) => (purpose.kind === 'orphan' ? [[path, purpose.reason]] : []))
      expect(orphans.sort()).toEqual(planted.map((path) => [at(path), 'unaccounted']).sort())
      expect(gaps).toEqual([])
    })

    it('accuses nobody without its databases, and says that they are damaged', async () => {
      const databases = [META, `io.containerd.snapshotter.v1.${snapshotter}/metadata.db`].map(at)
      for (const database of databases) truncateSync(join(root(), database), 6000)
      const { places, gaps, layers, images: found } = await survey()
      expect(places.filter(({ purpose }) => purpose.kind === 'orphan')).toEqual([])
      expect(gaps.map((gap) => gap.path.slice(root().length + 1)).sort()).toEqual(databases.sort())
      expect([layers, found]).toEqual([[], []])
    })

    it('is content with a store that has no databases at all', async () => {
      for (const database of [META, `io.containerd.snapshotter.v1.${snapshotter}/metadata.db`])
        rmSync(join(root(), at(database)))
      const { places } = await survey()
      expect(places.filter(({ purpose }) => purpose.kind === 'orphan')).toEqual([])
    })
  })
}

function contextOf(root: string, gaps: Gap[], signal?: AbortSignal): SurveyContext {
  return { reader: createNodeDiskReader(), root, signal, gap: (gap) => gaps.push(gap) }
}

type Row = (column: string) => string

function readTable(path: string): readonly Row[] {
  const [head = [], ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
  return rows.map((cells) => (column) => {
    const index = head.indexOf(column)
    if (index < 0) throw new Error(`${path} has no column ${column}`)
    return cells[index] ?? ''
  })
}

const engineImages = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z.array(z.string()),
    Parent: z.string(),
    Layers: z.array(z.string()),
    Manifests: z.array(
      z.object({
        ID: z.string(),
        Kind: z.string(),
        Available: z.boolean(),
        Size: z.object({ Content: z.number() }),
        ImageData: z.object({ Size: z.object({ Unpacked: z.number() }) }).optional(),
      }),
    ),
  }),
)

function imagesOf(path: string): z.infer<typeof engineImages> {
  return engineImages.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** The recording was made in a directory that held the root as `docker`, or `containerd` beside it. */
function belowRoot(path: string): string {
  return path.replace(/^(?:docker|containerd)\//, '')
}

/** What the tables say that a snapshot is for. They have no name for the `-init` layers of removed containers. */
function kindOf(key: string, owner: string): string {
  if (key.endsWith('-init')) return 'init-layer'
  if (key.endsWith('-view')) return 'build-cache-surroundings'
  if (owner.startsWith('container ')) return 'writable-layer'
  return owner.startsWith('layer ') ? 'layer' : 'build-cache'
}

function isInside(path: string, base: string): boolean {
  const names = path.split('/')
  return path.startsWith(base) && !names.some((name) => ['', '.', '..'].includes(name))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function byFirst(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}
