import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { belowRoot, field, readTable, type Row } from './read-table.ts'
import { layersOfStore, readStoreTruth, type StoreTruth } from './store-truth.ts'

const worlds = join(import.meta.dirname, '../fixtures/worlds')

/**
 * What another program found on the disk of a recorded engine, and what that engine said. Paths are below the root: the
 * data root, or that of the containerd beside it.
 */
export interface WorldTruth {
  readonly layers: readonly TrueLayer[]
  readonly containers: readonly TrueContainer[]
  readonly buildCache: readonly { readonly id: string; readonly type: string; readonly directory: string }[]
  readonly images: readonly TrueImage[]
  /** What only a containerd store has; null in the world of a classic driver. */
  readonly store: StoreTruth | null
}

export interface TrueLayer {
  readonly chainId: string
  readonly directory: string
  /** As recorded: apparent bytes on a classic driver, allocated ones with directories in the containerd store. */
  readonly size: number
  /** Chain ID. In the containerd store init snapshots may lie between. */
  readonly parent: string | null
  readonly diffId: string
}

export interface TrueContainer {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly imageId: string
  /** As the disk has it after the engine stopped. */
  readonly state: 'created' | 'exited'
  readonly mounts: readonly { readonly type: string; readonly volume: string | null; readonly destination: string }[]
  readonly writable: string
  readonly init: string
  /** Chain ID of the image's top layer. */
  readonly parent: string
}

export interface TrueImage {
  readonly id: string
  readonly references: readonly string[]
  readonly parentId: string | null
  readonly diffIds: readonly string[]
}

const engineContainer = z.object({
  Id: z.string(),
  Names: z.array(z.string()),
  Image: z.string(),
  ImageID: z.string(),
  State: z.string(),
  Mounts: z.array(z.object({ Type: z.string(), Name: z.string().optional(), Destination: z.string() })),
})
const engineImage = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()),
  Parent: z.string(),
  Layers: z.array(z.string()),
})

export function readWorldTruth(world: string): WorldTruth {
  const folder = join(worlds, world)
  const answer = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const images = z.array(engineImage).parse(answer('images.json')).map(trueImage)
  const places = new Map(readTable(join(folder, 'map.tsv')).map((row) => [row['id'], row]))
  const store = existsSync(join(folder, 'snapshots.tsv')) ? readStoreTruth(folder) : null
  return {
    layers: store === null ? readLayers(folder) : layersOfStore(store, images),
    containers: z
      .array(engineContainer)
      .parse(answer('containers.json'))
      .map((said) => trueContainer(said, places.get(said.Id) ?? {}, store)),
    buildCache: readTable(join(folder, 'buildcache.tsv')).map((row) => ({
      id: field(row, 'id'),
      type: field(row, 'type'),
      directory: belowRoot(field(row, 'directory')),
    })),
    images,
    store,
  }
}

function readLayers(folder: string): readonly TrueLayer[] {
  return readTable(join(folder, 'layers.tsv')).map((row) => ({
    chainId: field(row, 'chain id'),
    directory: belowRoot(field(row, 'directory')),
    size: Number(field(row, 'size file')),
    parent: digestOrNull(field(row, 'parent')),
    diffId: field(row, 'diff id'),
  }))
}

function trueImage({ Id, RepoTags, Parent, Layers }: z.infer<typeof engineImage>): TrueImage {
  return { id: Id, references: RepoTags.toSorted(), parentId: Parent === '' ? null : Parent, diffIds: Layers }
}

function trueContainer(said: z.infer<typeof engineContainer>, row: Row, store: StoreTruth | null): TrueContainer {
  return {
    id: said.Id,
    name: said.Names[0]?.slice(1) ?? '',
    image: said.Image,
    imageId: said.ImageID,
    state: said.State === 'created' ? 'created' : 'exited',
    mounts: said.Mounts.map(({ Type, Name, Destination }) => {
      return { type: Type, volume: Type === 'volume' ? (Name ?? null) : null, destination: Destination }
    }),
    writable: belowRoot(field(row, 'writable layer')),
    init: belowRoot(field(row, 'init layer')),
    parent: store === null ? field(row, 'parent chain id') : (store.chainBelow(said.Id) ?? ''),
  }
}

function digestOrNull(text: string): string | null {
  return text.startsWith('sha256:') ? text : null
}
