import type { Candidate, Why } from '../../../src-main/prune/candidate.ts'

/** What the sentences are made with. */
export interface CandidateWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly locale: string
  readonly now: Date
}

const DAY = 86_400_000

/** "no container, used 33 days ago": why it is offered, and its age as far as it is known. */
export function whyText({ why, lastUsedAt, since, createdAt, kind }: Candidate, words: CandidateWords): string {
  const age = ageText({ lastUsedAt, since, createdAt, kind }, words)
  return SAID_BY_KIND.has(why.because) ? age : `${becauseText(why, words)}, ${age}`
}

/** What stands beside the kind already. */
const SAID_BY_KIND: ReadonlySet<Why['because']> = new Set([
  ...(['no-container', 'no-tag', 'unaccounted', 'temporary', 'no-user', 'no-user-anonymous'] as const),
  ...(['leftover-driver', 'removing'] as const),
])

function becauseText(why: Why, { t }: CandidateWords): string {
  const text = t(`reclaim.because.${why.because}`, { with: why.with ?? '' })
  return why.with === null || why.because === 'newer-tag' ? text : t('reclaim.whyOf', { why: text, with: why.with })
}

function ageText(
  { lastUsedAt, since, createdAt, kind }: Pick<Candidate, 'lastUsedAt' | 'since' | 'createdAt' | 'kind'>,
  words: CandidateWords,
): string {
  const { t } = words
  // A container has ended at that time; all else is only used or changed.
  if (kind === 'stopped-containers' && since !== null) return agoText(since, words)
  if (lastUsedAt !== null)
    return t(`reclaim.${CHANGES.has(kind) ? 'changed' : 'used'}`, { ago: agoText(lastUsedAt, words) })
  if (createdAt !== null) return t('reclaim.made', { ago: agoText(createdAt, words) })
  return since === null ? t('reclaim.noAge') : t('reclaim.since', { ago: agoText(since, words) })
}

/** Kinds whose last time is one of writing. */
const CHANGES: ReadonlySet<string> = new Set([
  ...['orphans', 'temporary-files', 'interrupted-removals', 'leftover-drivers', 'container-logs'],
  ...['anonymous-volumes', 'unused-volumes'],
])

/** "33 days ago", in whole days; "today" below one. */
export function agoText(iso: string, { t, locale, now }: CandidateWords): string {
  const days = Math.floor((now.getTime() - Date.parse(iso)) / DAY)
  if (days < 1) return t('reclaim.today')
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(-days, 'day')
}

const SECOND = 1000
/** Seconds that nobody counts. */
const JUST_NOW = 5

/** "20 seconds ago". */
export function momentsAgo(iso: string, { t, locale, now }: CandidateWords): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(iso)) / SECOND))
  if (seconds < JUST_NOW) return t('reclaim.justNow')
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  return seconds < 60 ? format.format(-seconds, 'second') : format.format(-Math.round(seconds / 60), 'minute')
}
