import type { Candidate } from './candidate.ts'

/** Seconds from a time to `now`, which is milliseconds since 1970; null when there is no time. */
export function ageOf(time: string | null, now: number): number | null {
  const then = time === null ? NaN : Date.parse(time)
  return Number.isNaN(then) ? null : (now - then) / 1000
}

/** Seconds since it was created, used or changed, whichever came last; null when none of that is known. */
export function quietFor({ createdAt, lastUsedAt }: Candidate, now: number): number | null {
  const ages = [createdAt, lastUsedAt].flatMap((time) => ageOf(time, now) ?? [])
  return ages.length === 0 ? null : Math.min(...ages)
}
