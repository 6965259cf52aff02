const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]

export interface TimeWords {
  /** Of the texts in `reclaim.run`. */
  readonly key:
    'spentSeconds' | 'spentMinutes' | 'spentHours' | 'leftMoment' | 'leftSeconds' | 'leftMinutes' | 'leftHours'
  readonly named: Readonly<Record<string, number>>
}

/** How long something takes by now: 8 s, 1 min 23 s, 2 h 5 min. */
export function spentWords(milliseconds: number): TimeWords {
  const seconds = Math.floor(Math.max(0, milliseconds) / SECOND)
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return { key: 'spentSeconds', named: { s: seconds } }
  if (minutes < 60) return { key: 'spentMinutes', named: { m: minutes, s: seconds % 60 } }
  return { key: 'spentHours', named: { h: Math.floor(minutes / 60), m: minutes % 60 } }
}

/** An estimate, no finer than it can be: tens of seconds, minutes, hours. */
export function leftWords(milliseconds: number): TimeWords {
  const tens = Math.round(milliseconds / (10 * SECOND)) * 10
  if (tens < 10) return { key: 'leftMoment', named: {} }
  if (tens < 60) return { key: 'leftSeconds', named: { n: tens } }
  const minutes = Math.round(milliseconds / MINUTE)
  return minutes < 90
    ? { key: 'leftMinutes', named: { n: minutes } }
    : { key: 'leftHours', named: { n: Math.round(milliseconds / HOUR) } }
}
