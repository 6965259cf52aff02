import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { PruneWay } from '../../../src-main/prune/candidate.ts'
import type { CandidateView, Chosen, PresetView, ReclaimView } from '../../../src-main/prune/reclaim-view.ts'

type Ways = ReadonlyMap<string, PruneWay>

export interface ReclaimChoice {
  /** The preset that was taken, as long as it is what is chosen. */
  readonly preset: ComputedRef<PresetView['preset'] | 'hand'>
  /** How what could wait in quarantine goes; null: nothing that is chosen could go both ways. */
  readonly quarantine: ComputedRef<'first' | 'never' | null>
  /** Candidates of the view, by key. */
  readonly byKey: ComputedRef<ReadonlyMap<string, CandidateView>>
  readonly tick: (candidates: readonly CandidateView[], on: boolean) => void
  readonly setWay: (keys: readonly string[], way: PruneWay) => void
  readonly setQuarantine: (how: 'first' | 'never') => void
  readonly take: (preset: PresetView['preset'] | 'hand') => void
}

/** What is chosen, changed by ticks, ways and presets. What cannot go now is never put in. */
export function useReclaimChoice(
  view: Readonly<Ref<ReclaimView | null>>,
  chosen: Readonly<Ref<Ways>>,
  choose: (ways: Ways) => void,
): ReclaimChoice {
  const taken = shallowRef<PresetView['preset'] | 'hand'>('hand')

  const byKey = computed(
    () => new Map((view.value?.kinds ?? []).flatMap(({ candidates }) => candidates.map((one) => [one.key, one]))),
  )
  const preset = computed(() => {
    const own = taken.value === 'hand' ? [] : chosenBy(taken.value)
    // What waits in a quarantine is not free: that much is not reached any more.
    const isAsTaken = ({ key, way }: Chosen): boolean =>
      taken.value === 'until-free' ? chosen.value.get(key) === way : chosen.value.has(key)
    return own.length > 0 && own.length === chosen.value.size && own.every(isAsTaken) ? taken.value : 'hand'
  })
  const both = computed(() =>
    [...chosen.value.keys()].filter((key) => {
      const ways = byKey.value.get(key)?.ways ?? []
      return ways.includes('quarantine') && ways.includes('remove')
    }),
  )
  const quarantine = computed(() => {
    if (both.value.length === 0) return null
    return both.value.some((key) => chosen.value.get(key) === 'quarantine') ? 'first' : 'never'
  })

  function chosenBy(wanted: PresetView['preset']): readonly Chosen[] {
    const own = view.value?.presets.find((one) => one.preset === wanted)?.chosen ?? []
    return own.filter(({ key }) => byKey.value.get(key)?.closed === null)
  }

  function tick(candidates: readonly CandidateView[], on: boolean): void {
    const next = new Map(chosen.value)
    for (const { key, ways } of candidates) {
      const [first] = ways
      if (!on) next.delete(key)
      else if (first !== undefined) next.set(key, next.get(key) ?? first)
    }
    taken.value = 'hand'
    choose(next)
  }

  /** Only those that are chosen and can go in that way. */
  function setWay(keys: readonly string[], way: PruneWay): void {
    const next = new Map(chosen.value)
    for (const key of keys) if (next.has(key) && byKey.value.get(key)?.ways.includes(way) === true) next.set(key, way)
    choose(next)
  }

  function take(wanted: PresetView['preset'] | 'hand'): void {
    taken.value = wanted
    if (wanted === 'hand') return
    choose(new Map(chosenBy(wanted).map(({ key, way }) => [key, way])))
  }

  return {
    ...{ preset, quarantine, byKey, tick, setWay, take },
    setQuarantine: (how) => {
      setWay(both.value, how === 'first' ? 'quarantine' : 'remove')
    },
  }
}
