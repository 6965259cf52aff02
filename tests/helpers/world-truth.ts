import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const worlds = join(import.meta.dirname, '../fixtures/worlds')

/** What another program found on the disk of a recorded engine, and what that engine said. Paths are below the root. */
export interface WorldTruth {
  readonly layers: readonly TrueLayer[]
  readonly containers: readonly TrueContainer[]
  readonly buildCache: readonly { readonly id: string; readonly type: string; readonly directory: string }[]
  readonly images: readonly TrueImage[]
}

export interface TrueLayer {
  readonly chainId: string
  readonly directory: string
  /** Content of layerdb's size file: apparent bytes. */
  readonly size: number
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
  const answer = (file: string): unknown => JSON.parse(readFileSync(join(worlds, world, file), 'utf8'))
  const table = (file: string) => readTable(join(worlds, world, file))
  const places = new Map(table('map.tsv').map((row) => [row['id'], row]))
  return {
    layers: table('layers.tsv').map((row) => ({
      chainId: field(row, 'chain id'),
      directory: belowRoot(field(row, 'directory')),
      size: Number(field(row, 'size file')),
      parent: digestOrNull(field(row, 'parent')),
      diffId: field(row, 'diff id'),
    })),
    containers: z
      .array(engineContainer)
      .parse(answer('containers.json'))
      .map((said) => trueContainer(said, places.get(said.Id) ?? {})),
    buildCache: table('buildcache.tsv').map((row) => ({
      id: field(row, 'id'),
      type: field(row, 'type'),
      directory: belowRoot(field(row, 'directory')),
    })),
    images: z
      .array(engineImage)
      .parse(answer('images.json'))
      .map(({ Id, RepoTags, Parent, Layers }) => {
        return { id: Id, references: RepoTags.toSorted(), parentId: Parent === '' ? null : Parent, diffIds: Layers }
      }),
  }
}

function trueContainer(said: z.infer<typeof engineContainer>, row: Row): TrueContainer {
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
    parent: field(row, 'parent chain id'),
  }
}

type Row = Readonly<Record<string, string>>

function readTable(path: string): readonly Row[] {
  const [head = [], ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
  // Of two columns with one name the first is meant: the others are measures that are taken anew here.
  return rows.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''] as const).reverse()))
}

function field(row: Row, name: string): string {
  const value = row[name]
  if (value === undefined) throw new Error(`a row of the truth has no ${name}`)
  return value
}

function digestOrNull(text: string): string | null {
  return text.startsWith('sha256:') ? text : null
}

/** The recording was made in a directory that held the root as `docker`. */
function belowRoot(path: string): string {
  return path.replace(/^docker\//, '')
}
