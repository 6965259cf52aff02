import { isAppError, throwIfCancelled } from '../../errors/app-error.ts'
import type { FileChanges } from '../../model/file-changes.ts'
import { lowersOfContainer, type LowerPlace } from '../../model/lower-chain.ts'
import { compareOverlay, type LowerLayer } from '../../model/writable-layer.ts'
import type { DiskReader } from '../../sources/disk/disk-reader.ts'
import { readLowerLayers } from '../../sources/files/read-lower-layers.ts'
import { driverOfPath } from '../../sources/survey/driver-of-path.ts'
import type { ChangesRequest, ReadChanges } from './changes-port.ts'
import { readFullCopyChanges } from './full-copy-changes.ts'

export interface ReadChangesParts {
  readonly reader: Pick<DiskReader, 'mounts'>
  /** User that this process runs as; null where the system has none. */
  readonly user: number | null
}

/** Tells what writable layers did to the layers below them, by the way in which their driver keeps layers. */
export function createReadChanges(parts: ReadChangesParts): ReadChanges {
  return async (request) => {
    const { inventory, container, place } = request
    const lowers = lowersOfContainer(container, inventory)
    if (lowers === null) return null
    switch (driverOfPath(place.directory.slice(place.root.length + 1), place.role)?.driver) {
      case 'overlay2':
      case 'overlayfs':
        return readOverlayChanges(request, lowers, parts)
      case 'native':
      case 'btrfs':
        return readFullCopyChanges(request, lowers)
      default:
        return null
    }
  }
}

async function readOverlayChanges(
  request: ChangesRequest,
  lowers: readonly LowerPlace[],
  parts: ReadChangesParts,
): Promise<FileChanges | null> {
  const read = request.direct ? await readDirectly(request, lowers, parts) : null
  return read ?? readWholeLayers(request, lowers)
}

/** Null: closed to this process. */
async function readDirectly(
  { place, tree, inventory, signal }: ChangesRequest,
  lowers: readonly LowerPlace[],
  { reader, user }: ReadChangesParts,
): Promise<FileChanges | null> {
  const { root, directory } = place
  try {
    const read = await readLowerLayers({
      root,
      directory,
      upper: tree,
      lowers: lowers.map((lower) => lower.directory),
      // Without an engine: what an ordinary user can read is that user's own.
      rootless: user !== 0 && (inventory.engine?.rootless ?? true),
      mountPoints: reader.mounts().below(root),
      signal,
    })
    const layers = read.lowers.map((layer, i): LowerLayer => ({ ...layer, ...namesOf(lowers[i]) }))
    return compareOverlay({ tree, opaque: read.upperOpaque }, layers)
  } catch (error) {
    if (isAppError(error, 'permission-denied')) return null
    // A layer that has just gone: with it the container, or its image.
    if (isAppError(error, 'not-found')) return null
    throw error
  }
}

/** Null: one of the layers could not be read, so that nobody knows what is shown below. */
async function readWholeLayers(
  { place, tree, read, signal }: ChangesRequest,
  lowers: readonly LowerPlace[],
): Promise<FileChanges | null> {
  const layers: LowerLayer[] = []
  for (const lower of lowers) {
    const found = await read({ ...place, directory: lower.directory })
    throwIfCancelled(signal)
    if (found.kind === 'unread') return null
    layers.push({ ...namesOf(lower), tree: found.tree, opaque: new Set() })
  }
  return compareOverlay({ tree, opaque: 'not-allowed' }, layers)
}

function namesOf(lower: LowerPlace | undefined): Pick<LowerPlace, 'chainId' | 'createdBy'> {
  return { chainId: lower?.chainId ?? null, createdBy: lower?.createdBy ?? null }
}
