/** English dates are written day first: 27 Nov. */
function dateLocale(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale
}

/** Hour and minute of an ISO 8601 time, in the reader's own zone. */
export function formatClock(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(dateLocale(locale), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(iso),
  )
}

/** Day and time: 21 Nov, 14:32. The year only when it is not the current one. */
export function formatMoment(iso: string, locale: string, now: Date): string {
  const time = new Date(iso)
  const sameYear = time.getFullYear() === now.getFullYear()
  return new Intl.DateTimeFormat(dateLocale(locale), {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(time)
}

/** A day: 28 Nov. The year only when it is not the current one. */
export function formatDay(time: Date, locale: string, now: Date): string {
  const sameYear = time.getFullYear() === now.getFullYear()
  return new Intl.DateTimeFormat(dateLocale(locale), {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(time)
}

/** Seconds with one decimal below ten: 1.4 s, 38 s. */
export function formatSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000
  return `${seconds < 9.95 ? seconds.toFixed(1) : seconds.toFixed(0)} s`
}
