import type { LedgerRow } from '../../../src-main/views/ledger-rows.ts'
import { formatBuildStep } from '../../format/build-step.ts'

/** What words for rows need. */
interface RowWords {
  readonly t: (key: string, named?: Record<string, string>) => string
}

/** The owner's name, or an identifier short enough for a row. */
export function rowName({ owner, record, line }: LedgerRow): string {
  if (record !== null) return record.description === '' ? owner.id : record.description
  if (line === 'unattributed' || owner.kind === 'nobody') return owner.name === '' ? owner.id : owner.name
  if (owner.name === '') return owner.id.replace(/^sha256:/, '').slice(0, 12)
  return owner.kind === 'layer' ? formatBuildStep(owner.name) : owner.name
}

/** Who uses it, or why nobody does; '' where its name says all. */
export function rowNote({ owner, record, holders, holderCount, orphan }: LedgerRow, { t }: RowWords): string {
  if (orphan !== null) return t(`orphan.is_${orphan.reason}`)
  if (record !== null) return record.type
  switch (owner.kind) {
    case 'volume':
      return holderCount === 0 ? t('ledger.noContainer') : named(holders, holderCount)
    case 'layer':
    case 'content-blob':
      return named(holders, holderCount)
    default:
      return ''
  }
}

function named(holders: LedgerRow['holders'], count: number): string {
  const [first] = holders
  if (first === undefined) return ''
  // An image without a reference goes by its ID: twelve digits of it, as Docker prints them.
  const name = first.name.startsWith('sha256:') ? first.name.slice(7, 19) : first.name
  return count > 1 ? `${name} +${count - 1}` : name
}
