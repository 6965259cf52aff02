import { throwIfCancelled } from '../../errors/app-error.ts'
import type { FileChanges } from '../../model/file-changes.ts'
import { compareFullCopy, type CopyOrigin } from '../../model/full-copy.ts'
import type { LowerPlace } from '../../model/lower-chain.ts'
import { matchCopies } from '../../model/match-copies.ts'
import { differingAttributes } from '../../sources/files/differing-attributes.ts'
import { createOriginFinder } from '../../sources/files/origin-of-copy.ts'
import type { ChangesRequest } from './changes-port.ts'

/**
 * What a container did to its full copy of the image (`native`, `btrfs`): compared with the layer right below, which is
 * a full copy too. Modes and owners, and which layer made a file, are looked up only where this process reads the disk.
 */
export async function readFullCopyChanges(
  { place, tree, direct, read, signal }: ChangesRequest,
  lowers: readonly LowerPlace[],
): Promise<FileChanges | null> {
  const [below] = lowers
  if (below === undefined) return null
  const found = await read({ ...place, directory: below.directory })
  throwIfCancelled(signal)
  if (found.kind === 'unread') return null
  const original = found.tree
  const matched = matchCopies(tree, original)
  const isSame = (entry: number) => matched.stateOf(entry) === 'same' && tree.kind(entry) !== 'directory'
  const pair = { copy: place.directory, original: below.directory, tree, isSame, signal }
  const differs = direct ? await differingAttributes(pair) : new Set<number>()
  const originOf = direct ? originsBy(createOriginFinder(lowers.map(({ directory }) => directory)), lowers) : nowhere
  return compareFullCopy({ tree, original, differs, originOf: (entry) => originOf(original.path(entry)) })
}

const nowhere = (): CopyOrigin => ({ chainId: null, createdBy: null })

function originsBy(find: (path: string) => number, lowers: readonly LowerPlace[]): (path: string) => CopyOrigin {
  return (path) => {
    const { chainId = null, createdBy = null } = lowers[find(path)] ?? {}
    return { chainId, createdBy }
  }
}
