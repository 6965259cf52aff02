import type { LogPace } from '../../../src-main/views/log-pace.ts'
import type { LogRow } from '../../../src-main/views/logs.ts'

/** What texts about logs are made with. */
export interface LogWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly moment: (iso: string | null) => string | null
}

/** Drivers that keep their logs on the engine's disk, below its data root. */
const KEPT_HERE = ['json-file', 'local']
/** Drivers with a sentence of their own; the others send their logs away. */
const KNOWN = [...KEPT_HERE, 'none', 'journald', 'syslog']

/** What cuts the log off, in a few words. */
export function limitText({ limit, kind }: LogRow, { t }: LogWords): string {
  if (kind === 'left-behind') return t('logs.limit_leftBehind')
  switch (limit.kind) {
    case 'size':
      return t('logs.limit_size', { size: limit.maxSize, files: limit.maxFile })
    case 'none':
      return t('logs.limit_none')
    case 'elsewhere':
      return t('logs.limit_elsewhere')
    case 'unknown':
      return t('lists.unknown')
  }
}

/** From when to when a pace was told, or why there is none. */
export function paceNote(pace: LogPace, { t, moment }: LogWords): string {
  if (pace.kind === 'unknown') return t(`logs.pace_${pace.because}`)
  return t('logs.paceNote', { from: moment(pace.from) ?? pace.from, to: moment(pace.to) ?? pace.to })
}

/** What the driver does with what a container says. */
export function driverNote({ driver, limit }: LogRow, { t }: LogWords): string {
  if (driver === null) return t('logs.driver_unknown')
  if (!KNOWN.includes(driver)) return t('logs.driver_away', { driver })
  const own = limit.kind === 'size' && limit.ownDefault ? ` ${t('logs.ownDefault')}` : ''
  return t(`logs.driver_${driver}`) + own
}
