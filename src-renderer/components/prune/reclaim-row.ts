import type { Figure } from '../../../src-main/model/figure.ts'
import type { PruneWay } from '../../../src-main/prune/candidate.ts'
import type { CandidateView, Closed, KindView, ReclaimPreview } from '../../../src-main/prune/reclaim-view.ts'
import { bytesOfFigure } from '../../format/figures.ts'
import { selectionState, type SelectionState } from '../table/select-rows.ts'
import { whyText, type CandidateWords } from './candidate-words.ts'

/** What is chosen, and what that means: all that rows are made from. */
export interface ListFacts {
  readonly chosen: ReadonlyMap<string, PruneWay>
  /** Null while nothing is chosen, and until the first sum is there. */
  readonly preview: ReclaimPreview | null
  /** Days for which a quarantine can be undone; null: not known. */
  readonly undoDays: number | null
}

/** A row that can be ticked, as it is shown. */
export interface RowFacts {
  /** What a tick puts in or takes out. */
  readonly keys: readonly string[]
  readonly state: SelectionState
  readonly note: string
  /** The note says something that changes the choice. */
  readonly loud: boolean
  readonly objects: { readonly chosen: number; readonly all: number } | null
  readonly alone: Figure
  /** Null: not in the plan. */
  readonly inPlan: Figure | null
  /** Ways to choose from; none where there is only one. */
  readonly ways: readonly PruneWay[]
  /** Null: nothing is chosen, or each goes its own way. */
  readonly way: PruneWay | null
}

export interface RowWords extends CandidateWords {
  readonly n: (key: string, count: number) => string
  readonly text: (bytes: number) => string
}

export function groupFacts(view: KindView, facts: ListFacts, words: RowWords): RowFacts {
  const { kind, candidates } = view
  const possible = candidates.filter(({ closed }) => closed === null)
  const keys = possible.map(({ key }) => key)
  const ways = keys.flatMap((key) => facts.chosen.get(key) ?? [])
  const inPlan = facts.preview?.kinds.find((one) => one.kind === kind)
  const undo =
    kind === 'orphans' && facts.undoDays !== null && facts.undoDays > 0
      ? words.n('reclaim.undoFor', facts.undoDays)
      : ''
  const [first] = candidates
  const closed = first === undefined || possible.length > 0 ? null : first.closed
  const note = words.t(closed === null ? `reclaim.kindNote.${kind}` : CLOSED[closed])
  return {
    keys,
    state: selectionState(keys, new Set(facts.chosen.keys())),
    note: undo === '' ? note : words.t('reclaim.noteAnd', { note, more: undo }),
    loud: closed !== null,
    objects: { chosen: ways.length, all: candidates.length },
    alone: view.alone,
    inPlan: ways.length === 0 ? null : (inPlan?.frees ?? null),
    ways: severalWays(possible.map((candidate) => candidate.ways)),
    way: new Set(ways).size === 1 ? (ways[0] ?? null) : null,
  }
}

export function objectFacts(
  candidate: CandidateView,
  facts: ListFacts,
  { note, words }: { readonly note: string | null; readonly words: RowWords },
): RowFacts {
  const { closed } = candidate
  const way = facts.chosen.get(candidate.key) ?? null
  const blocked = facts.preview?.blocked.some(({ key }) => key === candidate.key) === true
  return {
    keys: closed === null ? [candidate.key] : [],
    state: way === null ? 'none' : 'all',
    note: closed === null ? (note ?? whyText(candidate, words)) : words.t(CLOSED[closed]),
    loud: note !== null || closed !== null,
    objects: null,
    alone: candidate.alone,
    inPlan: way === null || blocked ? null : candidate.alone,
    ways: candidate.ways.length > 1 && closed === null ? candidate.ways : [],
    way,
  }
}

const CLOSED: Readonly<Record<Closed, string>> = { engine: 'reclaim.closedEngine', files: 'reclaim.closedFiles' }

/** Ways that one or another of them can go, where there is more than one. */
function severalWays(all: readonly (readonly PruneWay[])[]): readonly PruneWay[] {
  const ways = [...new Set(all.flat())]
  return ways.length > 1 ? ways : []
}

/** What the choice means for single objects: cannot go, or would take parts with it of which it is the last holder. */
export function previewNotes(preview: ReclaimPreview | null, words: RowWords): ReadonlyMap<string, string> {
  const notes = new Map<string, string>()
  for (const { key, inUse, by } of preview?.blocked ?? [])
    notes.set(key, inUse ? words.t('reclaim.blockedInUse') : words.t('reclaim.blockedBy', { who: by.join(', ') }))
  for (const [object, bytes] of lastHolders(preview))
    notes.set(object, words.t('reclaim.togetherNote', { bytes: words.text(bytes) }))
  return notes
}

/** Bytes that go too once this object is chosen as well, by object. */
function lastHolders(preview: ReclaimPreview | null): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>()
  for (const { holders, heldBy, allocated } of preview?.stays ?? []) {
    const [last] = heldBy
    const some = bytesOfFigure(allocated) ?? 0
    if (holders !== 1 || last === undefined || some === 0) continue
    const object = `${last.kind} ${last.id}`
    bytes.set(object, (bytes.get(object) ?? 0) + some)
  }
  return bytes
}
