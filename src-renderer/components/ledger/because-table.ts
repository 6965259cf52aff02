import type { Figure } from '../../../src-main/model/figure.ts'
import type { LedgerComparison } from '../../../src-main/views/ledger-comparison.ts'
import { bytesOfFigure } from '../../format/figures.ts'
import type { ReasonText } from './reason-words.ts'

interface CopiedRow {
  readonly name: string
  readonly engine: Figure | null
  readonly disk: Figure
  readonly difference: number | null
  readonly reasons: readonly ReasonText[]
}

export interface CopyWords {
  readonly heads: readonly string[]
  readonly sum: string
  readonly notCounted: string
  readonly notSummed: string
  readonly unknown: string
  readonly reason: (reason: ReasonText) => string
}

/** The comparison for a spreadsheet or an issue: whole bytes, a tab between cells. */
export function becauseTable(rows: readonly CopiedRow[], comparison: LedgerComparison, words: CopyWords): string {
  const bytes = (figure: Figure): string => String(bytesOfFigure(figure) ?? words.unknown)
  const number = (difference: number | null): string => (difference === null ? '' : String(difference))
  const lines = [
    words.heads,
    ...rows.map(({ name, engine, disk, difference, reasons }) => [
      name,
      engine === null ? words.notCounted : bytes(engine),
      bytes(disk),
      number(difference),
      reasons.map(words.reason).join('; '),
    ]),
    [
      words.sum,
      comparison.engineTotal === null ? words.notSummed : bytes(comparison.engineTotal),
      bytes(comparison.diskTotal),
      number(comparison.difference),
      '',
    ],
  ]
  return lines.map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n') + '\n'
}
