import { computed, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { AppState, Failure, Subject } from '../../../src-main/contract/app-state.ts'
import { useFailureWords } from '../../composables/failure-words.ts'
import { useOpening } from '../../composables/opening.ts'
import { scanCase, type ScanWay } from '../scan/scan-case.ts'
import { fieldOf, phaseOf, rootSubject, type RootAttempt } from './root-attempt.ts'

/** Failures of a path that the dialog has its own words for. */
const OWN_WORDS: ReadonlySet<Failure['code']> = new Set([
  'root-not-found',
  'root-not-a-directory',
  'root-not-a-data-root',
  'permission-denied',
])

/** A directory that was pointed at elsewhere, or whose name alone is known. */
export type RootStart =
  { readonly kind: 'path'; readonly dataRoot: string } | { readonly kind: 'named'; readonly name: string }

/** The dialog for a data root without its looks: what was typed, what has become of it, and the ways on and back. */
export function useRootDialog(state: () => AppState | null, isOpen: Ref<boolean>, start: () => RootStart | null) {
  const { t } = useI18n()
  const words = useFailureWords()
  const opening = useOpening()

  /** Typed paths outlive the dialog: a correction is mostly one letter. */
  const dataRoot = shallowRef('')
  const containerdRoot = shallowRef('')
  const isElsewhere = shallowRef(false)
  const attempt = shallowRef<RootAttempt | null>(null)
  /** What was shown before the first attempt, to go back to. */
  const before = shallowRef<Subject | null>(null)

  const subject = computed(() => rootSubject(dataRoot.value, isElsewhere.value ? containerdRoot.value : ''))
  const phase = computed(() => phaseOf(attempt.value, state()))
  const back = computed(() => (before.value === null || before.value.kind === 'host' ? null : before.value))
  const failure = computed(() => (phase.value.kind === 'failed' ? phase.value.failure : null))
  const error = computed(() => {
    if (phase.value.kind !== 'failed') return null
    return {
      field: fieldOf(failure.value),
      text: failure.value === null ? t('openRoot.failed') : textOf(failure.value),
    }
  })
  /** The path is right and only closed: it can be read in another way, here and now. */
  const closed = computed(() => (failure.value === null ? null : scanCase([failure.value])))

  function textOf(told: Failure): string {
    if (!OWN_WORDS.has(told.code)) return `${words(told).title} ${words(told).body}`
    const role = told.code === 'root-not-a-data-root' && fieldOf(told) === 'containerd' ? '-containerd' : ''
    const { path } = told.context
    return t(`openRoot.error_${told.code}${role}`, { path: typeof path === 'string' ? path : dataRoot.value })
  }

  async function carryOut(own: RootAttempt, ask: () => Promise<Failure | null>): Promise<void> {
    attempt.value = own
    const refused = await ask()
    if (refused !== null && attempt.value === own) attempt.value = { ...own, refused }
  }

  async function submit(): Promise<void> {
    const wanted = subject.value
    if (wanted === null || phase.value.kind === 'opening') return
    before.value ??= state()?.subject ?? null
    await carryOut({ subject: wanted, asked: state(), refused: null }, () => opening.open(wanted))
  }

  async function scanWith(way: ScanWay, remember: boolean): Promise<void> {
    if (attempt.value === null) return
    await carryOut({ ...attempt.value, asked: state() }, () => opening.scanWith(way, remember))
  }

  /** Nothing that came to nothing stays open behind the dialog. */
  function leave(): void {
    const shown = back.value
    isOpen.value = false
    if (shown !== null) void opening.open(shown)
  }

  watch(isOpen, () => {
    attempt.value = before.value = null
  })
  // What the user has pointed at is not asked for again: it is opened, and the dialog says what comes of it.
  watch(
    [isOpen, start] as const,
    ([open, given]) => {
      if (!open || given?.kind !== 'path') return
      attempt.value = null
      dataRoot.value = given.dataRoot
      containerdRoot.value = ''
      isElsewhere.value = false
      void submit()
    },
    { flush: 'post' },
  )
  watch(phase, ({ kind }) => {
    if (kind === 'opened') isOpen.value = false
  })
  // A path that is being corrected is not wrong any more.
  watch([dataRoot, containerdRoot], () => {
    if (phase.value.kind === 'failed') attempt.value = null
  })

  return { dataRoot, containerdRoot, isElsewhere, subject, phase, back, error, closed, submit, scanWith, leave }
}
