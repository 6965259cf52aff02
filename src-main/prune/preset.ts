import { bytesOf, exact, sumFigures, type Figure } from '../model/figure.ts'
import { keyOf } from '../model/reclaim-graph.ts'
import { reclaimable } from '../model/reclaimable.ts'
import { quietFor } from './candidate-age.ts'
import { targetKey, type Candidate, type PruneWay, type Risk } from './candidate.ts'
import { choiceBytes } from './choice-bytes.ts'
import type { Preset } from './choice.ts'
import type { Offered } from './find-candidates.ts'
import { firstDisk } from './first-disk.ts'
import { PRUNE_KIND_FINDERS } from './kinds/prune-kinds.ts'
import { objectOfTarget } from './object-of-target.ts'
import type { PruneGrounds } from './prune-kind.ts'
import type { Chosen, PresetView } from './reclaim-view.ts'

export interface PresetInput {
  readonly offered: Pick<Offered, 'usages'>
  /** What it may choose from. */
  readonly candidates: readonly Candidate[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What a preset chooses and what all of it frees. Opt-in kinds never are in it. */
export function choosePreset(grounds: PruneGrounds, preset: Preset, input: PresetInput): PresetView {
  const candidates = input.candidates.filter(({ kind }) => !OPT_IN.has(kind))
  if (preset.kind === 'until-free') return untilFree(grounds, preset.bytes, { ...input, candidates })
  const fits = candidates.filter(
    ({ risk }) => risk === 'safe' || (preset.kind === 'rebuildable' && risk === 'rebuildable'),
  )
  const able = withoutBlocked(grounds, fits)
  const chosen = able.map((candidate) => chosenIn(candidate, firstWay(candidate)))
  return { preset: preset.kind, chosen, frees: freesTogether(grounds, able, input.offered), short: null }
}

function untilFree(grounds: PruneGrounds, goal: number, { offered, candidates, now }: PresetInput): PresetView {
  const free = grounds.inventory.roots[0]?.capacity?.available ?? null
  const none = { preset: 'until-free', chosen: [], frees: exact(0) } as const
  if (free === null) return { ...none, short: null }
  if (free >= goal) return { ...none, short: 0 }
  const disk = firstDisk(grounds)
  const frees = (some: readonly Candidate[]) =>
    choiceBytes(
      disk.grounds,
      some.map((candidate) => ({ target: candidate.target, way: wayAtOnce(candidate) })),
      offered.usages,
    ).now
  const able = withoutBlocked(
    grounds,
    enough(goal - free, { candidates: candidates.filter(({ target }) => disk.has(target)), frees, now }),
  )
  const freed = frees(able)
  return {
    preset: 'until-free',
    chosen: able.map((candidate) => chosenIn(candidate, wayAtOnce(candidate))),
    frees: freed,
    short: Math.max(0, goal - free - (bytesOf(freed) ?? 0)),
  }
}

function chosenIn({ target }: Candidate, way: PruneWay): Chosen {
  return { key: targetKey(target), way }
}

function firstWay({ ways: [first = 'remove'] }: Candidate): PruneWay {
  return first
}

function wayAtOnce(candidate: Candidate): PruneWay {
  const first = firstWay(candidate)
  return first === 'quarantine' && candidate.ways.includes('remove') ? 'remove' : first
}

/** What cannot go, because something that has to go before it stays, frees nothing. */
function withoutBlocked({ graph }: PruneGrounds, chosen: readonly Candidate[]): readonly Candidate[] {
  const objects = chosen.flatMap(({ target }) => objectOfTarget(target) ?? [])
  const blocked = new Set(reclaimable(graph, objects).blocked.map(({ object }) => keyOf(object)))
  return blocked.size === 0 ? chosen : chosen.filter(({ target }) => !blocked.has(targetKey(target)))
}

const OPT_IN: ReadonlySet<string> = new Set(PRUNE_KIND_FINDERS.filter(({ optIn }) => optIn).map(({ id }) => id))

/** All that is chosen, gone together, in the way that is each one's first. */
export function freesTogether(
  grounds: PruneGrounds,
  chosen: readonly Candidate[],
  { usages }: Pick<Offered, 'usages'>,
): Figure {
  const targets = chosen.map((candidate) => ({ target: candidate.target, way: firstWay(candidate) }))
  const { now, later } = choiceBytes(grounds, targets, usages)
  return sumFigures([now, later])
}

interface Choices {
  readonly candidates: readonly Candidate[]
  readonly frees: (chosen: readonly Candidate[]) => Figure
  readonly now: number
}

const RISKS: readonly Risk[] = ['safe', 'rebuildable', 'data']

/**
 * Safest first, and of those the oldest; then, of what was taken last, as many of the smallest as can be done without.
 * Both are bounds in an order in which more frees more, so halving finds them. All of it where all is not enough.
 */
function enough(bytes: number, { candidates, frees, now }: Choices): readonly Candidate[] {
  const age = new Map(candidates.map((candidate) => [candidate, quietFor(candidate, now) ?? -1]))
  const ordered = candidates.toSorted(
    (a, b) => RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk) || (age.get(b) ?? 0) - (age.get(a) ?? 0),
  )
  const isEnough = (chosen: readonly Candidate[]) => (bytesOf(frees(chosen)) ?? 0) >= bytes
  if (!isEnough(ordered)) return ordered
  const taken = ordered.slice(
    0,
    firstWhere(ordered.length, (count) => isEnough(ordered.slice(0, count))),
  )
  const last = taken.at(-1)?.risk
  const smallest = taken
    .filter(({ risk }) => risk === last)
    .sort((a, b) => (bytesOf(a.alone) ?? 0) - (bytesOf(b.alone) ?? 0))
  const without = (count: number) => {
    const left = new Set(smallest.slice(0, count))
    return taken.filter((candidate) => !left.has(candidate))
  }
  return without(firstWhere(smallest.length, (count) => !isEnough(without(count + 1))))
}

/** The smallest number up to `most` that holds, of a test that holds from some number on; `most` when none does. */
function firstWhere(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
