import type { LayerMap, MapBlock, MapRow } from '../../../src-main/views/layer-map.ts'
import type { ImageRow } from '../../../src-main/views/images.ts'
import { formatBuildStep } from '../../format/build-step.ts'

/** What of the images is shown, on the map as in the table. */
export type ImageFilter = 'all' | 'used' | 'unused' | 'dangling'

/** The rows of the map that are shown, in its own order: taking rows out leaves every layer one rectangle. */
export function shownMap(map: LayerMap, isShown: (row: MapRow, index: number) => boolean): LayerMap {
  const before = [0]
  const rows = map.rows.filter((row, index) => {
    const shown = isShown(row, index)
    before.push((before.at(-1) ?? 0) + (shown ? 1 : 0))
    return shown
  })
  if (rows.length === map.rows.length) return map
  const moved = <T extends { readonly fromRow: number; readonly toRow: number }>(items: readonly T[]): readonly T[] =>
    items
      .map((item) => ({ ...item, fromRow: before[item.fromRow] ?? 0, toRow: before[item.toRow] ?? 0 }))
      .filter(({ fromRow, toRow }) => toRow > fromRow)
  return { ...map, rows, groups: moved(map.groups), blocks: moved(map.blocks) }
}

/** Answers which rows have a layer whose step has a text in it; the steps are made ready once. */
export function stepSearch({ blocks }: LayerMap): (text: string) => ReadonlySet<number> {
  const steps = blocks.map(({ step }) => (step === null ? '' : formatBuildStep(step).toLowerCase()))
  return (text) => {
    const found = new Set<number>()
    blocks.forEach(({ fromRow, toRow }, index) => {
      if (steps[index]?.includes(text) !== true) return
      for (let row = fromRow; row < toRow; row += 1) found.add(row)
    })
    return found
  }
}

/** A used image has a container; a dangling one may have some and is counted as dangling only. */
export function hasUse(filter: ImageFilter): ((row: Pick<ImageRow, 'use'>) => boolean) | undefined {
  return filter === 'all' ? undefined : (row) => row.use === filter
}

/** The blocks across a row, from the lowest layer upward. */
export function blocksAcross(blocks: readonly MapBlock[], row: number): readonly MapBlock[] {
  return blocks
    .filter(({ fromRow, toRow }) => fromRow <= row && row < toRow)
    .sort((a, b) => a.x - b.x || b.toRow - b.fromRow - (a.toRow - a.fromRow))
}
