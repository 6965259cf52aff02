import type { ChangesSummary, DeletedEntry, FileChange, FileChanges, LowerFile } from './file-changes.ts'
import type { FileTree } from './file-tree.ts'
import { matchCopies, type MatchedCopies } from './match-copies.ts'
import { createShownTally, type ShownTally } from './shown-usage.ts'

/** Where an entry of the tree below comes from. */
export interface CopyOrigin {
  readonly chainId: string | null
  readonly createdBy: string | null
}

export interface FullCopy {
  /** The writable layer: a full copy of `original` with what its container changed. */
  readonly tree: FileTree
  readonly original: FileTree
  /** Files of `tree` whose mode or owner differs. */
  readonly differs: ReadonlySet<number>
  /** Layer that made an entry of `original`. */
  readonly originOf: (entry: number) => CopyOrigin
}

/** So many of the deleted ones are named; all of them count. */
const MOST_DELETED = 100

/**
 * What a container did to its full copy of the image. Blocks of what it did not touch are in each copy again; with btrfs
 * they are shared with the layers below, so that allocated bytes are upper bounds.
 */
export function compareFullCopy(copy: FullCopy): FileChanges {
  const { tree, original, differs, originOf } = copy
  const matched = matchCopies(tree, original, differs)
  const lowerOf = (entry: number, tally: ShownTally): LowerFile => ({
    ...originOf(entry),
    kind: original.kind(entry),
    ...tally.add(shownAt(original, entry)),
  })
  const fresh = () => createShownTally([{ tree: original, opaque: NONE }])
  const kindOf = (entry: number) => kindOfEntry(entry, tree, matched)
  return {
    kindOf,
    changeOf: (entry) => {
      const kind = kindOf(entry)
      const below = matched.below(entry)
      if (kind === 'new' || kind === 'merged' || kind === 'inherited' || below === null) return plain(kind)
      return { kind, lower: lowerOf(below, fresh()) }
    },
    summary: summaryOf({ tree, original, matched, kindOf, lowerOf, tally: fresh() }),
  }
}

type CopyKind = Extract<FileChange['kind'], 'new' | 'merged' | 'inherited' | 'changed' | 'replaced'>

const NONE: ReadonlySet<number> = new Set()

function plain(kind: CopyKind): FileChange {
  return { kind: kind === 'merged' || kind === 'inherited' ? kind : 'new' }
}

function shownAt(tree: FileTree, entry: number) {
  return { isDirectory: tree.kind(entry) === 'directory', parts: [{ layer: 0, entry }] }
}

function kindOfEntry(entry: number, tree: FileTree, matched: MatchedCopies): CopyKind {
  const state = matched.stateOf(entry)
  if (state !== 'same') return state
  return tree.kind(entry) === 'directory' ? 'merged' : 'inherited'
}

interface SummaryParts {
  readonly tree: FileTree
  readonly original: FileTree
  readonly matched: MatchedCopies
  readonly kindOf: (entry: number) => CopyKind
  readonly lowerOf: (entry: number, tally: ShownTally) => LowerFile
  /** Of all that is hidden, each inode once. */
  readonly tally: ShownTally
}

function summaryOf({ tree, original, matched, kindOf, lowerOf, tally }: SummaryParts): ChangesSummary {
  const files = { new: 0, merged: 0, inherited: 0, changed: 0, replaced: 0, other: 0 }
  const bytes = { ...files }
  const hidden = { changed: 0, replaced: 0 }
  const add = (entry: number): LowerFile & { readonly more: number } => {
    const before = tally.total.allocated ?? 0
    const lower = lowerOf(entry, tally)
    return { ...lower, more: (tally.total.allocated ?? 0) - before }
  }
  for (let entry = 0; entry < tree.count; entry++) {
    const kind = kindOf(entry)
    const part = tree.kind(entry) === 'directory' ? 'other' : kind
    files[part] += 1
    if (kind === 'replaced' && part === 'other') files.replaced += 1
    bytes[part] += tree.own(entry).allocated
    const below = matched.below(entry)
    if (below !== null && (kind === 'changed' || kind === 'replaced')) hidden[kind] += add(below).more
  }
  const deleted = matched.deleted.map(({ entry }) => ({ path: original.path(entry), ...add(entry) }))
  const ofLower = (sum: number) => (original.hasBlocks ? sum : null)
  return {
    how: 'full-copy',
    created: { files: files.new, allocated: bytes.new },
    copyUps: { files: files.changed, allocated: bytes.changed, originals: ofLower(hidden.changed) },
    replaced: { entries: files.replaced, allocated: bytes.replaced, hidden: ofLower(hidden.replaced) },
    inherited: { files: files.inherited, allocated: bytes.inherited },
    whiteouts: { entries: 0, hidden: ofLower(0) },
    opaque: { directories: 0, hidden: ofLower(0) },
    opaqueBecause: null,
    deleted: {
      entries: deleted.length,
      allocated: ofLower(deleted.reduce((sum, { more }) => sum + more, 0)),
      largest: largestOf(deleted),
    },
    other: { entries: files.other, allocated: bytes.other },
    because: tally.total.incomplete ? 'permission-denied' : null,
  }
}

function largestOf(
  deleted: readonly (LowerFile & { readonly path: string; readonly more: number })[],
): readonly DeletedEntry[] {
  return deleted
    .toSorted((a, b) => (b.allocated ?? b.apparent) - (a.allocated ?? a.apparent))
    .slice(0, MOST_DELETED)
    .map(({ path, more: _counted, ...lower }) => ({ path, lower }))
}
