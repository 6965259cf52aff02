import type { LayerMap, MapBlock } from '../../../src-main/views/layer-map.ts'
import { blocksAcross } from './shown-map.ts'

/** Where the keyboard is on the map: on an image's name, or on a layer's block, and in which row. */
export interface MapSpot {
  readonly row: number
  /** Null: on the name. */
  readonly chainId: string | null
}

/** Where a key leads; null when it leads nowhere. Across a row with left and right, to what lies above and below otherwise. */
export function nextSpot({ rows, blocks }: LayerMap, from: MapSpot, key: string, page: number): MapSpot | null {
  const last = rows.length - 1
  const across = blocksAcross(blocks, from.row)
  const at = across.findIndex(({ chainId }) => chainId === from.chainId)
  const here = across[at]
  switch (key) {
    case 'ArrowRight': {
      const next = across[at + 1]
      return next === undefined ? null : { row: from.row, chainId: next.chainId }
    }
    case 'ArrowLeft':
      return at < 0 ? null : { row: from.row, chainId: across[at - 1]?.chainId ?? null }
    case 'ArrowDown':
      return atRow(blocks, here === undefined ? from.row + 1 : here.toRow, { last, here })
    case 'ArrowUp':
      return atRow(blocks, here === undefined ? from.row - 1 : here.fromRow - 1, { last, here })
    case 'PageDown':
      return atRow(blocks, Math.min(last, from.row + page), { last, here })
    case 'PageUp':
      return atRow(blocks, Math.max(0, from.row - page), { last, here })
    case 'Home':
      return { row: 0, chainId: null }
    case 'End':
      return { row: last, chainId: null }
    default:
      return null
  }
}

interface Place {
  readonly last: number
  readonly here: MapBlock | undefined
}

/** The block of another row that lies where this one does, else the row's last; its name where it has none. */
function atRow(blocks: readonly MapBlock[], row: number, { last, here }: Place): MapSpot | null {
  if (row < 0 || row > last) return null
  if (here === undefined) return { row, chainId: null }
  const middle = here.x + here.width / 2
  const across = blocksAcross(blocks, row)
  const same = across.find(({ x, width }) => x <= middle && middle < x + width) ?? across.at(-1)
  return { row, chainId: same?.chainId ?? null }
}
