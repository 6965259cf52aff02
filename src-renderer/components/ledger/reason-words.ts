import type { Because } from '../../../src-main/model/figure.ts'
import type { Reason } from '../../../src-main/views/account-for.ts'
import type { ComparedSum, LedgerComparison, UncountedSum } from '../../../src-main/views/ledger-comparison.ts'

/** Part of a difference: how many bytes, and why. */
export interface ReasonText {
  /** Null for what is said without a number. */
  readonly bytes: number | null
  readonly text: string
  /** Nobody knows why. */
  readonly unexplained: boolean
}

export interface ReasonWords {
  readonly t: (key: string, named?: Record<string, string>, plural?: number) => string
  readonly whole: (count: number) => string
}

type Store = LedgerComparison['imageStore']

/** Why a figure of Docker's differs from the disk's. */
export function reasonsOf(row: ComparedSum, store: Store, words: ReasonWords): readonly ReasonText[] {
  const { t } = words
  if (row.difference === null) return [said(t(`ledger.open.${openReason(row)}`))]
  if (row.difference === 0) return [said(t(`ledger.equal_${store}.${row.what}`))]
  const reasons = row.reasons.map((reason) => known(reason, words))
  if (row.unexplained === null || row.unexplained === 0) return reasons
  return [...reasons, { bytes: row.unexplained, text: t('ledger.unexplained'), unexplained: true }]
}

function known({ why, bytes, objects }: Reason, { t, whole }: ReasonWords): ReasonText {
  return { bytes, text: t(`ledger.why.${why}`, { n: whole(objects) }, objects), unexplained: false }
}

function openReason({ disk, engine }: ComparedSum): 'measuring' | 'shared' | 'disk' | 'docker' {
  if (disk.kind !== 'exact') return disk.because === 'extents-shared' ? 'shared' : openBecause(disk.because)
  return engine.kind !== 'exact' && engine.because === 'not-measured-yet' ? 'measuring' : 'docker'
}

function openBecause(because: Because): 'measuring' | 'disk' {
  return because === 'not-measured-yet' ? 'measuring' : 'disk'
}

/** Why something is in no figure of Docker's. */
export function uncountedText(row: UncountedSum, { t, whole }: ReasonWords): string {
  // That none was found says nothing where nobody could look.
  if (row.objects === 0 && row.disk.kind !== 'exact') return t(`ledger.notLooked.${openBecause(row.disk.because)}`)
  switch (row.what) {
    case 'metadata':
      return row.parts.map(({ category }) => t(`category.${category}`)).join(t('ledger.separator'))
    case 'orphans':
      return row.orphans.length === 0
        ? t('ledger.uncounted.none')
        : row.orphans
            .map(
              ({ reason, objects }) =>
                `${t(`orphan.${reason}`)}: ${t('ledger.places', { n: whole(objects) }, objects)}`,
            )
            .join(t('ledger.separator'))
    case 'unattributed':
      return row.objects === 0
        ? t('ledger.uncounted.allKnown')
        : t('ledger.uncounted.unattributed', { n: whole(row.objects) }, row.objects)
    case 'logs':
    case 'others':
      return t(`ledger.uncounted.${row.what}`)
  }
}

function said(text: string): ReasonText {
  return { bytes: null, text, unexplained: false }
}
