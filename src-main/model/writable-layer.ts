import type { ChangesSummary, FileChange, FileChanges, LowerFile, OpaqueBecause } from './file-changes.ts'
import type { FileTree } from './file-tree.ts'
import { at, isOpaque, shownIn, topOf, type Shown, type StackLayer } from './layer-stack.ts'
import { createShownTally, isUnread, type ShownTally } from './shown-usage.ts'

/**
 * A layer below a writable one. Its tree may be a part: what the writable layer's directories have names of, and all that
 * is below what these hide. Chain ID and step are null for an `-init` layer, which counts like any other: its files
 * are empty, and what hides or changes one of them is no file that the container made.
 */
export interface LowerLayer extends StackLayer {
  readonly chainId: string | null
  readonly createdBy: string | null
}

/** The writable layer itself. */
export interface UpperLayer {
  readonly tree: FileTree
  /** Directories that are opaque; or why nobody knows. */
  readonly opaque: ReadonlySet<number> | OpaqueBecause
}

/**
 * What a writable layer of an overlay did to the layers below it, topmost first: each entry of its tree against what they
 * show at its path. A directory is opaque only where it hides something: overlayfs marks new ones too.
 */
export function compareOverlay(upper: UpperLayer, lowers: readonly LowerLayer[]): FileChanges {
  const comparison = createComparison(upper, lowers)
  // Entries of a directory have larger numbers: what is shown below it is known when they come.
  comparison.compare(0, topOf(lowers))
  return comparison.finish()
}

/** `none`: no lower layer shows anything there. `unknown`: one could not be read. */
type Below = Shown | 'none' | 'unknown'

const KINDS = ['new', 'copy-up', 'replaced', 'merged', 'opaque', 'whiteout'] as const satisfies FileChange['kind'][]
type OverlayKind = (typeof KINDS)[number]

function createComparison(upper: UpperLayer, lowers: readonly LowerLayer[]) {
  const { tree } = upper
  const stack: StackLayer = { tree, opaque: typeof upper.opaque === 'string' ? new Set() : upper.opaque }
  /** Number of the kind, from 1; 0 is unknown. */
  const kinds = new Uint8Array(tree.count)
  const lower = new Map<number, LowerFile | null>()
  const tallies = { 'copy-up': 0, replaced: 0, whiteout: 0, opaque: 0 }
  const hidden: ShownTally = createShownTally(lowers)
  let unknown = false

  function hide(entry: number, kind: keyof typeof tallies, shown: Shown): void {
    const before = hidden.total.allocated ?? 0
    lower.set(entry, asLower(shown, hidden.add(shown), lowers))
    tallies[kind] += (hidden.total.allocated ?? 0) - before
    note(entry, kind)
  }

  function note(entry: number, kind: OverlayKind): void {
    kinds[entry] = KINDS.indexOf(kind) + 1
  }

  /** Looks at one entry, and tells what is below its own entries. */
  function look(entry: number, below: Below): Below {
    if (below === 'unknown') {
      unknown = true
      return below
    }
    const kind = tree.kind(entry)
    if (kind === 'whiteout') {
      if (below === 'none') note(entry, 'whiteout')
      else hide(entry, 'whiteout', below)
    } else if (below === 'none') note(entry, 'new')
    else if (kind === 'directory' && below.isDirectory) {
      if (!isOpaque(stack, entry)) {
        note(entry, 'merged')
        return below
      }
      hide(entry, 'opaque', below)
    } else hide(entry, kind === kindOf(below, lowers) ? 'copy-up' : 'replaced', below)
    return 'none'
  }

  function compare(top: number, shown: Shown): void {
    const open: [entry: number, below: Below][] = [[top, shown]]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const below = look(...next)
      const [from, to] = tree.range(next[0])
      if (from === to) continue
      const names = typeof below === 'string' ? null : namesIn(below, lowers)
      for (let child = from; child < to; child++) open.push([child, names === null ? below : names(tree.name(child))])
    }
  }

  function finish(): FileChanges {
    const kindOfEntry = (entry: number): OverlayKind | null => KINDS[(kinds[entry] ?? 0) - 1] ?? null
    return {
      kindOf: kindOfEntry,
      changeOf: (entry) => {
        const kind = kindOfEntry(entry)
        if (kind === null || kind === 'new' || kind === 'merged') return kind === null ? null : { kind }
        const file = lower.get(entry) ?? null
        if (kind === 'whiteout') return { kind, lower: file }
        return file === null ? null : { kind, lower: file }
      },
      summary: summaryOf({ upper, kindOf: kindOfEntry, tallies, hidden, unknown }),
    }
  }
  return { compare, finish }
}

/** Finds what is shown below a directory. Where a layer's part of it was not read, nobody knows. */
function namesIn(directory: Shown, lowers: readonly LowerLayer[]): (name: string) => Below {
  if (directory.parts.some(({ layer, entry }) => isUnread(at(lowers, layer).tree, entry))) return () => 'unknown'
  const names = shownIn(directory, lowers)
  return (name) => names.get(name) ?? 'none'
}

function kindOf({ parts: [part] }: Shown, lowers: readonly LowerLayer[]) {
  return part === undefined ? null : at(lowers, part.layer).tree.kind(part.entry)
}

function asLower(shown: Shown, usage: ReturnType<ShownTally['add']>, lowers: readonly LowerLayer[]): LowerFile {
  const [part] = shown.parts
  const { chainId, createdBy } = at(lowers, part?.layer ?? 0)
  return { chainId, createdBy, kind: kindOf(shown, lowers) ?? 'other', ...usage }
}

interface SummaryParts {
  readonly upper: UpperLayer
  readonly kindOf: (entry: number) => OverlayKind | null
  readonly tallies: Readonly<Record<'copy-up' | 'replaced' | 'whiteout' | 'opaque', number>>
  readonly hidden: ShownTally
  readonly unknown: boolean
}

function summaryOf({ upper, kindOf: kindOfEntry, tallies, hidden, unknown }: SummaryParts): ChangesSummary {
  const counts = countKinds(upper.tree, kindOfEntry)
  const ofLower = (kind: keyof typeof tallies) => (hidden.total.allocated === null ? null : tallies[kind])
  const { files, names, bytes } = counts
  return {
    how: 'overlay',
    created: { files: files.new, allocated: bytes.new },
    copyUps: { files: files['copy-up'], allocated: bytes['copy-up'], originals: ofLower('copy-up') },
    replaced: { entries: names.replaced, allocated: bytes.replaced, hidden: ofLower('replaced') },
    inherited: { files: 0, allocated: 0 },
    whiteouts: { entries: names.whiteout, hidden: ofLower('whiteout') },
    opaque: typeof upper.opaque === 'string' ? null : { directories: names.opaque, hidden: ofLower('opaque') },
    opaqueBecause: typeof upper.opaque === 'string' ? upper.opaque : null,
    deleted: null,
    other: { entries: names.other, allocated: bytes.other },
    because: unknown || hidden.total.incomplete ? 'permission-denied' : null,
  }
}

type Count = Record<OverlayKind | 'other', number>

/** `names`: entries of each kind. `files` and `bytes`: without directories and whiteouts, which are `other`. */
function countKinds(tree: FileTree, kindOfEntry: (entry: number) => OverlayKind | null) {
  const none: Count = { new: 0, 'copy-up': 0, replaced: 0, merged: 0, opaque: 0, whiteout: 0, other: 0 }
  const [names, files, bytes] = [{ ...none }, { ...none }, { ...none }]
  for (let entry = 0; entry < tree.count; entry++) {
    const kind = kindOfEntry(entry)
    const isMarker = kind === null || kind === 'whiteout' || tree.kind(entry) === 'directory'
    if (kind !== null) names[kind] += 1
    const part = isMarker ? 'other' : kind
    if (isMarker) names.other += 1
    else files[part] += 1
    bytes[part] += tree.own(entry).allocated
  }
  return { names, files, bytes }
}
