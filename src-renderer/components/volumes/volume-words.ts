import type { VolumeRow } from '../../../src-main/views/volumes.ts'
import type { Amounts } from '../../composables/amounts.ts'

/** What texts about volumes are made with. */
export interface VolumeWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly amounts: Amounts
}

/** Why the figures of a volume differ, a sentence for each difference. */
export function differenceNotes({ between, usage }: VolumeRow, { t, amounts }: VolumeWords): readonly string[] {
  if (usage.allocated.kind === 'unknown' && usage.allocated.because === 'mounted-elsewhere')
    return [t('volumes.elsewhere')]
  return between.map(({ what, bytes }) => t(`volumes.between_${what}`, { bytes: amounts.text(bytes) }))
}

/** A generated name says nothing: its beginning is enough to tell it by. */
export function shortName({ name, anonymous }: VolumeRow): string {
  return anonymous && /^[0-9a-f]{64}$/.test(name) ? `${name.slice(0, 12)}…` : name
}
