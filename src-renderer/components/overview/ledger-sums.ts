import type { Figure } from '../../../src-main/model/figure.ts'
import type { OverviewView } from '../../../src-main/views/overview.ts'
import type { ShownBytes, SumScale } from '../../format/bytes.ts'
import { bytesOfFigure } from '../../format/figures.ts'
import type { LedgerRow } from './ledger-rows.ts'

/** The columns of the ledger as they are displayed: a text for each row, and the total's as the last one. */
export interface LedgerSums {
  readonly allocated: readonly ShownBytes[]
  readonly apparent: readonly ShownBytes[]
  readonly engine: readonly ShownBytes[]
}

/** The two functions that displaying sums needs. */
interface SumFormat {
  readonly scale: (total: number) => SumScale
  readonly sums: (parts: readonly number[], total: number, scale: SumScale) => readonly ShownBytes[]
}

/**
 * All figures in one unit, each column rounded so that its rows make its total as soon as all are exact. Without a
 * total of our own, the unit is that of the sum that Docker claims.
 */
export function ledgerSums(rows: readonly LedgerRow[], view: OverviewView, format: SumFormat): LedgerSums {
  const claimed = rows.reduce((sum, { engine }) => sum + bytesOr0(engine), 0)
  const scale = format.scale(bytesOfFigure(view.docker.allocated) ?? claimed)
  const column = (figures: readonly (Figure | null)[], sum: Figure | null): readonly ShownBytes[] => {
    const total = bytesOr0(sum)
    return [...format.sums(figures.map(bytesOr0), total, scale), ...format.sums([total], total, scale)]
  }
  return {
    allocated: column(
      rows.map(({ allocated }) => allocated),
      view.docker.allocated,
    ),
    apparent: column(
      rows.map(({ apparent }) => apparent),
      view.docker.apparent,
    ),
    engine: column(
      rows.map(({ engine }) => engine),
      null,
    ),
  }
}

/**
 * How many bytes the books are off, over all roots. Null until every root was read whole. Roots that are off by
 * opposite amounts do not balance each other.
 */
export function differenceToDu(view: OverviewView): number | null {
  if (view.stage !== 'whole' || view.roots.length === 0) return null
  let off = 0
  for (const { difference } of view.roots) {
    if (difference === null) return null
    off += Math.abs(difference)
  }
  return off
}

/** For adding up only: a figure that is not there is never displayed as this 0. */
function bytesOr0(figure: Figure | null): number {
  return figure === null ? 0 : (bytesOfFigure(figure) ?? 0)
}
