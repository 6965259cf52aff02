import { isAppError, throwIfCancelled } from '../../errors/app-error.ts'
import type { FileChanges } from '../../model/file-changes.ts'
import type { FileTree } from '../../model/file-tree.ts'
import { sharedDirectories } from '../../model/layer-stack.ts'
import { lowersOfContainer, type LowerPlace } from '../../model/lower-chain.ts'
import { compareOverlay, type LowerLayer } from '../../model/writable-layer.ts'
import type { DiskReader } from '../../sources/disk/disk-reader.ts'
import { opaqueAmong, opaqueOfLayers } from '../../sources/files/opaque-of-layers.ts'
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
  return read ?? readWholeLayers(request, lowers, parts)
}

/** Null: closed to this process, or a layer has just gone: with it the container, or its image. */
async function readDirectly(
  request: ChangesRequest,
  lowers: readonly LowerPlace[],
  parts: ReadChangesParts,
): Promise<FileChanges | null> {
  const { place, tree, opaque, signal } = request
  const { root, role, directory } = place
  try {
    const read = await readLowerLayers({
      root,
      role,
      directory,
      upper: tree,
      lowers: lowers.map((lower) => lower.directory),
      rootless: isRootless(request, parts),
      opaque,
      mountPoints: parts.reader.mounts().below(root),
      signal,
    })
    const layers = read.lowers.map((layer, i): LowerLayer => ({ ...layer, ...namesOf(lowers[i]) }))
    return compareOverlay({ tree, opaque: read.upperOpaque }, layers)
  } catch (error) {
    if (isAppError(error, 'permission-denied') || isAppError(error, 'not-found')) return null
    throw error
  }
}

/** Null: one of the layers could not be read, so that nobody knows what is shown below. */
async function readWholeLayers(
  request: ChangesRequest,
  lowers: readonly LowerPlace[],
  parts: ReadChangesParts,
): Promise<FileChanges | null> {
  const { place, tree, read, opaque, signal } = request
  const trees: FileTree[] = []
  for (const lower of lowers) {
    const found = await read({ ...place, directory: lower.directory })
    throwIfCancelled(signal)
    if (found.kind === 'unread') return null
    trees.push(found.tree)
  }
  const { root, role, directory } = place
  const question = { root, role, rootless: isRootless(request, parts), signal }
  const directories = lowers.map((lower) => lower.directory)
  const known = await opaqueOfLayers(trees, { ...question, directories }, opaque)
  const layers = trees.map((each, i): LowerLayer => {
    const inLayer = typeof known === 'string' ? undefined : known[i]
    return { ...namesOf(lowers[i]), tree: each, opaque: inLayer ?? new Set() }
  })
  const shared = sharedDirectories(tree, layers)
  const upperOpaque =
    typeof known === 'string' ? known : await opaqueAmong(shared, { ...question, tree, directory }, opaque)
  return compareOverlay({ tree, opaque: upperOpaque }, layers)
}

/** Without an engine: what an ordinary user can read is that user's own. */
function isRootless({ inventory, direct }: ChangesRequest, { user }: ReadChangesParts): boolean {
  return user !== 0 && (inventory.engine?.rootless ?? direct)
}

function namesOf(lower: LowerPlace | undefined): Pick<LowerPlace, 'chainId' | 'createdBy'> {
  return { chainId: lower?.chainId ?? null, createdBy: lower?.createdBy ?? null }
}
