import { sumFigures } from '../model/figure.ts'
import type { LogFile } from '../model/inventory.ts'

/**
 * How fast a log grew, told from its files alone: their bytes (apparent), spread over the time from when the oldest of them
 * was made to when the newest was written. Not a forecast, and nothing of what was cut off before.
 */
export type LogPace =
  | { readonly kind: 'known'; readonly bytesADay: number; readonly from: string; readonly to: string }
  | { readonly kind: 'unknown'; readonly because: NoPace }

/**
 * `no-files`: there are none. `not-read`: their bytes or times are not known. `no-birth`: the filesystem does not say when they
 * were made. `copied`: they were made after they were written, so this is a copy. `compressed`: what was rotated is
 * compressed, and its length says nothing. `too-young`: less than an hour. `left-behind`: nobody writes to them.
 */
export type NoPace = 'no-files' | 'not-read' | 'no-birth' | 'copied' | 'compressed' | 'too-young' | 'left-behind'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export function logPace(files: readonly LogFile[]): LogPace {
  if (files.length === 0) return unknown('no-files')
  if (files.some(({ name }) => name.endsWith('.gz'))) return unknown('compressed')
  const written = sumFigures(files.map(({ usage }) => usage.apparent))
  const births = files.flatMap(({ bornAt }) => bornAt ?? [])
  const writes = files.flatMap(({ changedAt }) => changedAt ?? [])
  if (births.length < files.length) return unknown('no-birth')
  if (written.kind !== 'exact' || writes.length < files.length) return unknown('not-read')
  const [from = '', to = ''] = [births.toSorted()[0], writes.toSorted().at(-1)]
  const time = Date.parse(to) - Date.parse(from)
  if (time < 0) return unknown('copied')
  if (time < HOUR) return unknown('too-young')
  return { kind: 'known', bytesADay: Math.round((written.bytes / time) * DAY), from, to }
}

function unknown(because: NoPace): LogPace {
  return { kind: 'unknown', because }
}
