/** As far from 1970 as a JavaScript date goes, either way; a filesystem may hold any time. Milliseconds. */
const FARTHEST = 8.64e15

/** ISO 8601 in UTC of milliseconds since 1970; null for what is not known and for what no date can be. */
export function isoMoment(milliseconds: number | null): string | null {
  if (milliseconds === null || Math.abs(milliseconds) > FARTHEST) return null
  return new Date(milliseconds).toISOString()
}

/** The latest of several; null when one of them is not known, or there is none. */
export function latest(times: readonly (number | null)[]): number | null {
  if (times.length === 0) return null
  return times.reduce((newest, time) => (newest === null || time === null ? null : Math.max(newest, time)))
}
