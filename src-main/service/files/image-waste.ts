import { AppError, throwIfCancelled } from '../../errors/app-error.ts'
import { diffOfCopies } from '../../model/diff-of-copies.ts'
import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { FileTree } from '../../model/file-tree.ts'
import { findWaste, type WasteLayer } from '../../model/image-waste.ts'
import type { Image, Inventory } from '../../model/inventory.ts'
import { chainOfLayer, type LowerPlace } from '../../model/lower-chain.ts'
import type { FilePlace } from '../../sources/files/file-place.ts'
import type { FilesRead, ReadOpaque } from '../../sources/files/files-reader.ts'
import { opaqueOfLayers } from '../../sources/files/opaque-of-layers.ts'
import { driverOfPath } from '../../sources/survey/driver-of-path.ts'
import { viewImageWaste, type ImageWasteState, type ImageWasteView } from '../../views/image-waste.ts'
import { placeOf } from './place-of.ts'

/** Reading is mostly waiting for processes to start; more than two would only fight for the disk. */
const AT_ONCE = 2

export interface WasteSources {
  /** Reads a layer's tree. */
  readonly read: (place: FilePlace, signal: AbortSignal) => Promise<FilesRead>
  readonly opaque: ReadOpaque
}

/** The layers of an image, as places. */
export interface WastePlaces {
  readonly image: Image
  readonly platform: string | null
  /** Lowest first. */
  readonly layers: readonly LowerPlace[]
  readonly places: readonly FilePlace[]
  readonly how: 'overlay' | 'full-copy'
  readonly rootless: boolean
}

type Unavailable = Extract<ImageWasteState, { stage: 'unavailable' }>

/** Finds the layers of an image: of one with several platforms those of the first that is unpacked. Throws `not-found`. */
export function wastePlaces(inventory: Inventory, id: string): WastePlaces | Unavailable {
  const image = inventory.images.find((each) => each.id === id)
  if (image === undefined)
    throw new AppError('not-found', `There is no image ${id}.`, { context: { kind: 'image', id } })
  if (inventory.sample) return unavailable('sample', 'the sample has figures, and no files')
  const manifest = image.manifests.find(({ kind, layers }) => kind === 'image' && layers.length > 0) ?? null
  const top = (manifest ?? image).layers.at(-1)
  // An image without layers wastes nothing.
  const chain = top === undefined ? [] : chainOfLayer(top, inventory)
  if (chain === null) return unavailable('metadata-damaged', 'a layer of it is not known')
  const platform = manifest?.platform ?? null
  const layers = chain.toReversed()
  const rootless = isRootless(inventory)
  if (top === undefined) return { image, platform, layers, places: [], how: 'overlay', rootless }
  const found = placeOf(inventory, { kind: 'layer', id: top })
  if (found.kind === 'unread') return unavailable(found.because, found.detail)
  const { place } = found
  const driver = driverOfPath(place.directory.slice(place.root.length + 1), place.role)?.driver
  const how = driver === 'native' || driver === 'btrfs' ? 'full-copy' : 'overlay'
  return { image, platform, layers, places: layers.map(({ directory }) => ({ ...place, directory })), how, rootless }
}

/** Without an engine: what an ordinary user can read is that user's own. */
function isRootless({ engine }: Inventory): boolean {
  return process.getuid?.() !== 0 && (engine?.rootless ?? true)
}

function unavailable(because: Unavailable['because'], detail: string): Unavailable {
  return { stage: 'unavailable', because, detail }
}

/** Tells how far the search is, and then what was found. It stops when nobody waits any more. */
export async function* followImageWaste(
  found: WastePlaces | Unavailable,
  sources: WasteSources,
  signal: AbortSignal | undefined,
): AsyncGenerator<ImageWasteState, void> {
  if ('stage' in found) {
    yield found
    return
  }
  const { places } = found
  const mine = new AbortController()
  const signals = AbortSignal.any(signal === undefined ? [mine.signal] : [signal, mine.signal])
  const reads: Promise<FilesRead>[] = []
  const start = (layer: number): void => {
    const place = places[layer]
    if (place === undefined) return
    const read = sources.read(place, signals)
    // Whoever has left does not want to know.
    read.catch(() => undefined)
    reads.push(read)
  }
  try {
    for (let layer = 0; layer < AT_ONCE; layer++) start(layer)
    const trees: FilesTree[] = []
    yield { stage: 'reading', done: 0, layers: places.length }
    for (let layer = 0; layer < places.length; layer++) {
      const read = await reads[layer]
      throwIfCancelled(signals)
      if (read?.kind !== 'tree') {
        yield unavailable(read?.because ?? 'read-error', read?.detail ?? '')
        return
      }
      trees.push(read)
      start(layer + AT_ONCE)
      yield { stage: 'reading', done: layer + 1, layers: places.length }
    }
    yield { stage: 'ready', waste: await searchWaste(found, trees, { ...sources, signal: signals }) }
  } finally {
    mine.abort()
  }
}

type FilesTree = Extract<FilesRead, { kind: 'tree' }>

async function searchWaste(
  found: WastePlaces,
  reads: readonly FilesTree[],
  sources: WasteSources & { readonly signal: AbortSignal },
): Promise<ImageWasteView> {
  const { image, platform, layers, how } = found
  const trees = reads.map(({ tree }) => tree)
  const opaque = how === 'overlay' ? await opaqueOf(found, reads, sources) : []
  const changed = how === 'overlay' ? trees : trees.map((tree, i) => differenceFrom(trees[i - 1], tree))
  const known = typeof opaque === 'string' ? [] : opaque
  const stack = changed.map((tree, i): WasteLayer => ({ ...asLayer(layers[i]), tree, opaque: known[i] ?? new Set() }))
  const source = reads.some((read) => read.source === 'tar-split') ? 'tar-split' : 'walk'
  const opaqueBecause = typeof opaque === 'string' ? opaque : null
  return viewImageWaste(findWaste(stack), layers, { imageId: image.id, platform, how, source, opaqueBecause })
}

/** Lowest first. The engine's own lists of layers say it themselves. */
async function opaqueOf(
  { places, rootless }: WastePlaces,
  reads: readonly FilesTree[],
  { opaque, signal }: WasteSources & { readonly signal: AbortSignal },
): Promise<readonly ReadonlySet<number>[] | OpaqueBecause> {
  const [first] = places
  if (first === undefined || reads.every(({ source }) => source === 'tar-split')) return []
  const { root, role } = first
  const trees = reads.map(({ tree }) => tree).reverse()
  const directories = places.map(({ directory }) => directory).reverse()
  const found = await opaqueOfLayers(trees, { root, role, directories, rootless, signal }, opaque)
  return typeof found === 'string' ? found : found.toReversed()
}

function differenceFrom(below: FileTree | undefined, tree: FileTree): FileTree {
  return below === undefined ? tree : diffOfCopies(tree, below)
}

function asLayer(place: LowerPlace | undefined): Pick<LowerPlace, 'chainId' | 'createdBy'> {
  return { chainId: place?.chainId ?? null, createdBy: place?.createdBy ?? null }
}
