import type { LedgerRoot, LedgerRootLine } from '../../../src-main/views/ledger.ts'
import { bytesOfFigure } from '../../format/figures.ts'
import { COLOUR_OF } from '../chart/line-look.ts'
import type { TreemapNode } from '../chart/treemap-layout.ts'
import { entryId, groupOf } from './ledger-tree.ts'
import { rowName } from './row-words.ts'

export interface TileWords {
  readonly t: (key: string, named?: Record<string, string>, plural?: number) => string
  readonly text: (bytes: number) => string
}

/** Share of the whole that a tile needs to be one of its own: smaller ones would hold no name. */
const SMALLEST = 0.001

/** A root's ledger as areas: lines, and in them the largest owners; what is left of a line is one pale tile. */
export function ledgerTiles(root: LedgerRoot, words: TileWords): readonly TreemapNode[] {
  const total = bytesOfFigure(root.total.allocated) ?? 0
  return root.lines.flatMap((line) => {
    const bytes = bytesOfFigure(line.allocated) ?? 0
    return bytes <= 0 ? [] : [lineTile(line, { bytes, total, words })]
  })
}

interface TileContext {
  readonly bytes: number
  readonly total: number
  readonly words: TileWords
}

function lineTile(line: LedgerRootLine, { bytes, total, words }: TileContext): TreemapNode {
  const { t, text } = words
  const colour = COLOUR_OF[line.line]
  const look = line.line === 'unattributed' ? 'hatched' : 'full'
  const tile = (id: string, name: string, value: number): TreemapNode => ({
    ...{ id, name, value, colour, look, children: [] },
    lines: [text(value)],
  })
  const parts =
    line.line === 'metadata'
      ? line.categories.map(({ category, allocated }) =>
          tile(groupOf(line.line, category).id, t(`category.${category}`), bytesOfFigure(allocated) ?? 0),
        )
      : line.largest.map((row) => tile(entryId(row), rowName(row), bytesOfFigure(row.allocated) ?? 0))
  const children = parts.filter(({ value }) => value >= total * SMALLEST)
  const left = bytes - children.reduce((sum, { value }) => sum + value, 0)
  const count = line.line === 'metadata' ? 0 : line.entries - children.length
  const name = count > 0 ? t('ledger.more', { n: String(count) }, count) : t('ledger.smaller')
  const rest: TreemapNode = { ...tile(`${line.line}/rest`, name, left), look: look === 'full' ? 'pale' : look }
  return {
    ...tile(groupOf(line.line).id, t(`ledger.short.${line.line}`), bytes),
    children: children.length === 0 ? [] : left > 0 ? [...children, rest] : children,
  }
}
