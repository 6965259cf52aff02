import { diskOfRoot } from '../model/disk-of-root.ts'
import { bytesOf, exact } from '../model/figure.ts'
import type { Inventory, StorageRoot } from '../model/inventory.ts'
import { adviseOn } from './advice.ts'
import { canGoNow, closedBy } from './can-go-now.ts'
import { targetKey, type Candidate } from './candidate.ts'
import type { ChoiceFilter, KeepRule, Preset } from './choice.ts'
import { filterCandidates } from './filter-candidates.ts'
import { findCandidates, type Offered } from './find-candidates.ts'
import { keepCandidates } from './keep-rules.ts'
import { PRUNE_KIND_FINDERS } from './kinds/prune-kinds.ts'
import { objectOfTarget } from './object-of-target.ts'
import { offeredFacts } from './offered-facts.ts'
import { choosePreset, freesTogether } from './preset.ts'
import type { PruneGrounds } from './prune-kind.ts'
import { QUARANTINE_ROOM } from './quarantine-room.ts'
import type { CandidateView, DiskRoom, KindView, ReclaimView } from './reclaim-view.ts'

export interface ReclaimQuestion {
  readonly filter: ChoiceFilter
  readonly keep: readonly KeepRule[]
  /** Bytes that shall be free on the disk of the first root, for the preset. */
  readonly freeAtLeast: number
  /** Milliseconds since 1970. */
  readonly now: number
  readonly filesClosed: ReclaimView['filesClosed']
}

/** Presets choose from what is shown and can go now. Throws `bad-input` for no valid pattern. */
export function viewReclaim(
  grounds: PruneGrounds,
  { filter, keep, freeAtLeast, now, filesClosed }: ReclaimQuestion,
  offered: Offered = findCandidates(grounds),
): ReclaimView {
  const { inventory } = grounds
  const { offered: candidates, kept } = keepCandidates([...offered.candidates.values()], keep, now)
  const shown = filterCandidates(candidates, filter, now)
  const presets: readonly Preset[] = [
    { kind: 'safe' },
    { kind: 'rebuildable' },
    { kind: 'until-free', bytes: freeAtLeast },
  ]
  const engineClosed = inventory.sample ? 'sample' : inventory.engine === null ? 'no-engine' : null
  const doors = { engineClosed, filesClosed } as const
  const able = canGoNow(shown, doors)
  const choices = { offered, candidates: able, now }
  const disks = disksOf(inventory)
  return {
    takenAt: inventory.takenAt,
    kinds: viewKinds(
      grounds,
      shown.map((candidate) => viewCandidate(candidate, doors)),
      offered,
    ),
    together: freesTogether(grounds, able, offered),
    facts: offeredFacts(candidates),
    presets: presets.map((preset) => choosePreset(grounds, preset, choices)),
    kept,
    filesClosed,
    engineClosed,
    disks,
    lowRoom: disks.some(({ free }) => free < QUARANTINE_ROOM) ? QUARANTINE_ROOM : null,
    advice: adviseOn(inventory),
  }
}

function viewKinds(grounds: PruneGrounds, shown: readonly CandidateView[], offered: Offered): readonly KindView[] {
  return PRUNE_KIND_FINDERS.map(({ id, risk, optIn }) => {
    const own = shown.filter(({ kind }) => kind === id)
    return {
      kind: id,
      risk,
      optIn,
      candidates: own.toSorted(largestFirst),
      alone: own.length === 0 ? exact(0) : freesTogether(grounds, own, offered),
    }
  })
}

function viewCandidate(candidate: Candidate, doors: Parameters<typeof closedBy>[1]): CandidateView {
  const { target } = candidate
  const object =
    target.type === 'log-file' ? ({ kind: 'container', id: target.containerId } as const) : objectOfTarget(target)
  return { ...candidate, key: targetKey(target), object, closed: closedBy(target, doors) }
}

/** Of the same size, in the order of their kind. */
function largestFirst(a: Candidate, b: Candidate): number {
  return (bytesOf(b.alone) ?? 0) - (bytesOf(a.alone) ?? 0)
}

/** One for each filesystem: roots on the same device share its room. Free is what an ordinary process can still write. */
function disksOf({ roots }: Inventory): readonly DiskRoom[] {
  const disks = new Map<string, StorageRoot[]>()
  for (const root of roots) {
    const key = diskOfRoot(root)
    disks.set(key, [...(disks.get(key) ?? []), root])
  }
  return [...disks.values()].flatMap((own) => {
    const capacity = own[0]?.capacity ?? null
    if (capacity === null) return []
    const { total, free, available } = capacity
    return [{ roots: own.map(({ path }) => path), total, used: total - free, free: available }]
  })
}
