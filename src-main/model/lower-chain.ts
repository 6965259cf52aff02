import { chainOf } from './chain.ts'
import type { ChainId } from './identifiers.ts'
import type { Container, Inventory, Layer, Snapshot } from './inventory.ts'

/** A layer below a container's own, or below a layer. */
export interface LowerPlace {
  /** Null: an `-init` layer, which the engine made. */
  readonly chainId: ChainId | null
  /** The Dockerfile step that made it; null where the history does not say. */
  readonly createdBy: string | null
  /** Absolute path of its files. */
  readonly directory: string
}

/**
 * The layers below a container's writable one, topmost first, with the `-init` layers that lie between them. Null when one
 * of them is not known: what its container shows is not known then either.
 */
export function lowersOfContainer(container: Container, inventory: Inventory): readonly LowerPlace[] | null {
  const own = snapshotAt(container.directory, inventory)
  if (own !== null) {
    const lowers = lowersOfSnapshot(own, inventory)
    return lowers !== null && isChain(lowers, container.layers) ? lowers : null
  }
  const init = initDirectory(container.directory)
  if (init === null) return null
  const layers = layersOf(container.layers, inventory)
  return layers && [{ chainId: null, createdBy: null, directory: init }, ...layers]
}

/** A layer and those below it, topmost first. Null as above. */
export function chainOfLayer(chainId: ChainId, inventory: Inventory): readonly LowerPlace[] | null {
  const byId = new Map(inventory.layers.map((layer) => [layer.chainId, layer]))
  const layer = byId.get(chainId)
  if (layer === undefined) return null
  const snapshot = snapshotAt(layer.directory, inventory)
  if (snapshot !== null) {
    const below = lowersOfSnapshot(snapshot, inventory)
    return below && [asPlace(layer), ...below]
  }
  return layersOf(chainOf(chainId, byId), inventory)
}

/** Whether the snapshots below are the container's layers; `chain`: lowest first. A damaged record may have no parent. */
function isChain(lowers: readonly LowerPlace[], chain: readonly ChainId[]): boolean {
  const found = lowers.flatMap(({ chainId }) => chainId ?? []).reverse()
  return found.length === chain.length && found.every((chainId, i) => chainId === chain[i])
}

/** `chain`: lowest first. */
function layersOf(chain: readonly ChainId[], inventory: Inventory): readonly LowerPlace[] | null {
  const byId = new Map(inventory.layers.map((layer) => [layer.chainId, layer]))
  const layers = chain.flatMap((chainId) => byId.get(chainId) ?? [])
  // A chain ends where a layer's record is missing; the lowest one has no parent.
  const whole = layers.length === chain.length && (layers[0] === undefined || layers[0].parent === null)
  return whole ? layers.map(asPlace).reverse() : null
}

function lowersOfSnapshot(top: Snapshot, { snapshots, layers }: Inventory): readonly LowerPlace[] | null {
  const byName = new Map(
    snapshots
      .filter(({ snapshotter, namespace }) => snapshotter === top.snapshotter && namespace === top.namespace)
      .map((snapshot) => [snapshot.name, snapshot]),
  )
  const byDirectory = new Map(layers.map((layer) => [layer.directory, layer]))
  const lowers: LowerPlace[] = []
  for (let name = top.parent; name !== null;) {
    const snapshot = byName.get(name)
    if (snapshot === undefined || snapshot.directory === null || lowers.length > byName.size) return null
    const layer = byDirectory.get(snapshot.directory)
    lowers.push(layer === undefined ? unnamed(snapshot.directory) : asPlace(layer))
    name = snapshot.parent
  }
  return lowers
}

function snapshotAt(directory: string | null, { snapshots }: Inventory): Snapshot | null {
  return directory === null ? null : (snapshots.find((snapshot) => snapshot.directory === directory) ?? null)
}

function asPlace({ chainId, createdBy, directory }: Layer): LowerPlace {
  return { chainId, createdBy, directory }
}

function unnamed(directory: string): LowerPlace {
  return { chainId: null, createdBy: null, directory }
}

/** The engine names it after the writable one: `overlay2/<mount ID>-init/diff`. */
function initDirectory(directory: string | null): string | null {
  const parts = /^(.*\/overlay2\/[^/]+)\/diff$/.exec(directory ?? '')
  return parts?.[1] === undefined ? null : `${parts[1]}-init/diff`
}
