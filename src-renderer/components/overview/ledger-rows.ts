import type { Figure } from '../../../src-main/model/figure.ts'
import type { OverviewView } from '../../../src-main/views/overview.ts'
import type { Stratum } from '../chart/hull-geometry.ts'
import type { LedgerLine } from '../chart/line-look.ts'

/** A row of the overview's ledger, in hull order. */
export interface LedgerRow {
  readonly line: LedgerLine
  readonly allocated: Figure
  readonly apparent: Figure | null
  readonly objects: number | null
  readonly inodes: number | null
  readonly parts: OverviewView['lines'][number]['parts']
  /** What Docker says of it; null when it has no figure for it. */
  readonly engine: Figure | null
  /** Rows that the engine's figure is for: 2 where it does not tell shared layers from unique ones, 0 in the second. */
  readonly engineRows: 0 | 1 | 2
}

const COMPARED = {
  'writable-layers': 'containers',
  volumes: 'volumes',
  'build-cache': 'build-cache',
} as const

/** The lines of the view, and what is in none of them. That others use the same containerd is a line where they do. */
export function ledgerRows(view: OverviewView): readonly LedgerRow[] {
  const lines = view.lines
    .filter(({ line, objects }) => line !== 'others' || objects > 0)
    .map((line): LedgerRow => ({ ...line, ...engineOf(view, line) }))
  return [
    ...lines,
    {
      line: 'unattributed',
      allocated: view.unattributed,
      apparent: null,
      objects: null,
      inodes: null,
      parts: [],
      engine: null,
      engineRows: 1,
    },
  ]
}

/** The packed part of a line of images; null where there is none, as in the classic store. */
export function packedOf({ parts }: Pick<LedgerRow, 'parts'>): Figure | null {
  const packed = parts.filter(({ category }) => category === 'content-shared' || category === 'content-unique')
  return packed[0]?.allocated ?? null
}

/** The bytes to draw for each row: while a figure is not exact, at least what Docker says. */
export function strataOf(rows: readonly LedgerRow[], view: OverviewView): readonly Stratum[] {
  const says = new Map(view.lines.map((line) => [line.line as LedgerLine, line.engineSays ?? 0]))
  return rows.map(({ line, allocated }) => ({
    line,
    exact: allocated.kind === 'exact',
    bytes:
      allocated.kind === 'exact'
        ? Math.max(0, allocated.bytes)
        : Math.max(allocated.kind === 'unknown' ? 0 : allocated.bytes, says.get(line) ?? 0),
  }))
}

function engineOf(
  view: OverviewView,
  { line, engineSays }: OverviewView['lines'][number],
): Pick<LedgerRow, 'engine' | 'engineRows'> {
  const compared = (what: string): Figure | null => view.comparisons.find((one) => one.what === what)?.engine ?? null
  switch (line) {
    case 'images-shared':
    case 'images-unique':
      return ownImageFigures(view)
        ? { engine: fromNumber(engineSays), engineRows: 1 }
        : { engine: compared('images'), engineRows: line === 'images-shared' ? 2 : 0 }
    case 'writable-layers':
    case 'volumes':
    case 'build-cache':
      return { engine: compared(COMPARED[line]) ?? fromNumber(engineSays), engineRows: 1 }
    default:
      return { engine: fromNumber(engineSays), engineRows: 1 }
  }
}

/** The engine tells shared layers from unique ones only as long as the view passes both figures on. */
function ownImageFigures(view: OverviewView): boolean {
  const images = view.lines.filter(({ line }) => line === 'images-shared' || line === 'images-unique')
  return images.length === 2 && images.every(({ engineSays }) => engineSays !== null)
}

function fromNumber(bytes: number | null): Figure | null {
  return bytes === null ? null : { kind: 'exact', bytes }
}
