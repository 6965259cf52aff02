import { bytesOf, sumFigures, type Figure } from '../model/figure.ts'
import { keyOf } from '../model/reclaim-graph.ts'
import { reclaimable } from '../model/reclaimable.ts'
import { quietFor } from './candidate-age.ts'
import { targetKey, type Candidate, type Risk } from './candidate.ts'
import { choiceBytes } from './choice-bytes.ts'
import type { Preset } from './choice.ts'
import type { Offered } from './find-candidates.ts'
import { PRUNE_KIND_FINDERS } from './kinds/prune-kinds.ts'
import { objectOfTarget } from './object-of-target.ts'
import type { PruneGrounds } from './prune-kind.ts'
import type { PresetView } from './reclaim-view.ts'

export interface PresetInput {
  readonly offered: Pick<Offered, 'usages'>
  /** What it may choose from. */
  readonly candidates: readonly Candidate[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What a preset chooses and what all of it frees; what waits in a quarantine is in it. Opt-in kinds never are. */
export function choosePreset(grounds: PruneGrounds, preset: Preset, input: PresetInput): PresetView {
  const candidates = input.candidates.filter(({ kind }) => !OPT_IN.has(kind))
  const frees = (chosen: readonly Candidate[]) => freesTogether(grounds, chosen, input.offered)
  const chosen = withoutBlocked(grounds, choose(grounds, preset, { candidates, frees, now: input.now }))
  return { preset: preset.kind, keys: chosen.map(({ target }) => targetKey(target)), frees: frees(chosen) }
}

/** What cannot go, because something that has to go before it stays, frees nothing. */
function withoutBlocked({ graph }: PruneGrounds, chosen: readonly Candidate[]): readonly Candidate[] {
  const objects = chosen.flatMap(({ target }) => objectOfTarget(target) ?? [])
  const blocked = new Set(reclaimable(graph, objects).blocked.map(({ object }) => keyOf(object)))
  return blocked.size === 0 ? chosen : chosen.filter(({ target }) => !blocked.has(targetKey(target)))
}

const OPT_IN: ReadonlySet<string> = new Set(PRUNE_KIND_FINDERS.filter(({ optIn }) => optIn).map(({ id }) => id))

interface Choices {
  readonly candidates: readonly Candidate[]
  readonly frees: (chosen: readonly Candidate[]) => Figure
  readonly now: number
}

function choose(grounds: PruneGrounds, preset: Preset, choices: Choices): readonly Candidate[] {
  switch (preset.kind) {
    case 'safe':
      return choices.candidates.filter(({ risk }) => risk === 'safe')
    case 'rebuildable':
      return choices.candidates.filter(({ risk }) => risk !== 'data')
    case 'until-free': {
      const free = grounds.inventory.roots[0]?.capacity?.available ?? null
      return free === null || free >= preset.bytes ? [] : enough(preset.bytes - free, choices)
    }
  }
}

/** All that is chosen, gone together, in the way that is each one's first. */
export function freesTogether(
  grounds: PruneGrounds,
  chosen: readonly Candidate[],
  { usages }: Pick<Offered, 'usages'>,
): Figure {
  const targets = chosen.map(({ target, ways }) => ({ target, way: ways[0] ?? 'remove' }))
  const { now, later } = choiceBytes(grounds, targets, usages)
  return sumFigures([now, later])
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
  return isEnough(taken) ? without(firstWhere(smallest.length, (count) => !isEnough(without(count + 1)))) : taken
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
