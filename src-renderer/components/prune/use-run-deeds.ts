import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Failure } from '../../../src-main/contract/app-state.ts'
import type { JournalRun } from '../../../src-main/prune/journal-port.ts'
import { useAnnounce } from '../../composables/announcer.ts'
import type { ReclaimDialog, RunSource } from './run-source.ts'

export interface RunDeeds {
  /** A plan was confirmed and nothing came back yet. */
  readonly begins: ShallowRef<boolean>
  /** Why the plan was not begun. */
  readonly refused: ShallowRef<Failure | null>
  readonly stops: ShallowRef<boolean>
  readonly busy: ShallowRef<boolean>
  /** Why the last putting back or purging failed. */
  readonly failure: ShallowRef<Failure | null>
  /** ID of the run whose result was looked at. */
  readonly seen: ShallowRef<string | null>
  /** The run that has ended as the journal has it now; null until it was measured, or could not be. */
  readonly record: ComputedRef<JournalRun | null>
  readonly begin: (plan: string, confirmed: number) => Promise<void>
  readonly stop: () => Promise<void>
  readonly putBack: (run: string, steps: readonly number[]) => Promise<void>
  readonly purge: (run: string, steps: readonly number[] | null) => Promise<void>
}

/** Percent of the objects between two announcements. */
const STEP = 25

/** What is done with runs, and which dialog follows from what happens to them. */
export function useRunDeeds(source: () => RunSource, dialog: Ref<ReclaimDialog | null>, onBegan: () => void): RunDeeds {
  const { t } = useI18n()
  const announce = useAnnounce()
  const [begins, stops, busy] = [shallowRef(false), shallowRef(false), shallowRef(false)]
  const refused = shallowRef<Failure | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const seen = shallowRef<string | null>(null)

  const record = computed(() => {
    const { state, journal } = source()
    if (state?.record == null) return null
    const written = journal?.find(({ id }) => id === state.run)
    return written?.measured == null ? state.record : written
  })

  async function begin(plan: string, confirmed: number): Promise<void> {
    begins.value = true
    refused.value = null
    const before = source().witnessed
    const failed = await source().run(plan, confirmed)
    // What breaks in the middle is told by the run itself, once it is followed again.
    if (source().witnessed === before) refused.value = failed
    begins.value = false
  }

  async function stop(): Promise<void> {
    stops.value = true
    if ((await source().stop()) !== null) stops.value = false
  }

  async function tell(done: Promise<Failure | null>, said: string): Promise<void> {
    busy.value = true
    failure.value = await done
    busy.value = false
    if (failure.value === null) announce(t(said))
  }

  watch(
    () => [source().state?.run, source().state?.ended] as const,
    ([run, ended], [before]) => {
      if (run === undefined) return
      if (run !== before) stops.value = false
      if (begins.value && run === source().witnessed) {
        begins.value = false
        dialog.value = ended === null ? 'run' : 'result'
        onBegan()
      } else if (ended !== null && dialog.value === 'run') dialog.value = 'result'
      if (ended !== null && run === source().witnessed) announce(t('reclaim.run.announceEnd'))
    },
  )
  watch(
    () => percentOf(source()),
    (percent) => {
      if (percent !== null && percent > 0 && percent < 100) announce(t('reclaim.run.announce', { percent }))
    },
  )
  watch(dialog, (now) => {
    failure.value = null
    if (now !== 'plan') refused.value = null
    if (now === 'result') seen.value = source().state?.run ?? null
    if (now === 'journal' || now === 'result') void source().loadJournal()
  })

  return {
    ...{ begins, refused, stops, busy, failure, seen, record, begin, stop },
    putBack: (run, steps) => tell(source().putBack(run, steps), 'reclaim.result.putBackDone'),
    purge: (run, steps) => tell(source().purge(run, steps), 'reclaim.result.purged'),
  }
}

function percentOf({ state, running }: RunSource): number | null {
  if (state === null || !running || state.plan.actions.length === 0) return null
  return Math.floor(((state.steps.length / state.plan.actions.length) * 100) / STEP) * STEP
}
