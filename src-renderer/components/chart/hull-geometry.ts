import type { LedgerLine } from './line-look.ts'

/** A part of the cargo, from the top of the hull downwards. */
export interface Stratum {
  readonly line: LedgerLine
  readonly bytes: number
  /** False while the figure is a lower bound or only the engine's. */
  readonly exact: boolean
}

/** The filesystem that the hull stands for. Bytes. */
export interface HullDisk {
  readonly total: number
  readonly used: number
  /** Free for the administrator only: neither used nor to be had. */
  readonly reserved: number
  readonly loadLine: number
  readonly loadFraction: number
}

/** Measures of the drawing in pixels; rows are those of the ledger's table beside it. */
export interface HullFrame {
  readonly width: number
  readonly height: number
  readonly hullX: number
  readonly hullWidth: number
  readonly firstRow: number
  readonly rowHeight: number
  /** Bytes of the scale's unit: its marks are round numbers of it. */
  readonly unit: number
}

export interface Band {
  readonly line: LedgerLine
  readonly exact: boolean
  readonly top: number
  readonly height: number
  /** The way to the line's row in the table. */
  readonly ribbon: string
}

export interface HullGeometry {
  readonly frame: HullFrame
  readonly y: (bytes: number) => number
  readonly outline: string
  readonly left: number
  readonly right: number
  readonly deck: number
  readonly keel: number
  readonly bands: readonly Band[]
  /** Where Docker's part begins and ends on the disk's own scale. */
  readonly dockerTop: number
  readonly dockerBottom: number
  readonly ticks: readonly { readonly bytes: number; readonly y: number; readonly labelled: boolean }[]
  /** Set when Docker's part is drawn a second time, enlarged, because it is too small to read in the hull. */
  readonly lens: Lens | null
}

/** Docker's part on a scale of its own. */
export interface Lens {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** How much larger than in the hull. */
  readonly times: number
  /** From the band in the hull to the enlarged part. */
  readonly rays: string
}

const PADDING_TOP = 24
const PADDING_BOTTOM = 16

/** Below this share of the disk the strata would be thinner than the lines between them. */
const LENS_BELOW = 0.12

const LENS_GAP = 40
const LENS_WIDTH = 56
/** The lens begins below the load line's label. */
const LENS_BELOW_LABEL = 34

/** Where everything of the hull stands: height is bytes, the cargo lies on the rest of the disk. */
export function hullGeometry(disk: HullDisk, strata: readonly Stratum[], frame: HullFrame): HullGeometry {
  const docker = strata.reduce((sum, stratum) => sum + stratum.bytes, 0)
  const isSmall = docker > 0 && docker < disk.total * LENS_BELOW
  const left = frame.hullX
  const right = left + (isSmall ? Math.round(frame.hullWidth * 0.6) : frame.hullWidth)
  const deck = PADDING_TOP
  const keel = frame.height - PADDING_BOTTOM
  const y = (bytes: number): number => keel - (bytes / disk.total) * (keel - deck)
  const dockerTop = y(disk.used)
  const dockerBottom = y(Math.max(0, disk.used - docker))
  const lens = isSmall ? lensOf({ right, dockerTop, dockerBottom, keel, loadLine: y(disk.loadLine) }) : null
  const cargo = lens ?? { left, right, top: dockerTop, bottom: dockerBottom }
  return {
    frame,
    y,
    outline: outlineOf({ left, right, deck, keel }),
    left,
    right,
    deck,
    keel,
    bands: bandsOf(strata, cargo, frame),
    dockerTop,
    dockerBottom,
    ticks: ticksOf(disk, frame.unit, y),
    lens,
  }
}

function outlineOf(hull: { left: number; right: number; deck: number; keel: number }): string {
  const { left, right, deck, keel } = hull
  const bilge = Math.min(46, (right - left) * 0.26)
  return (
    `M${left},${deck} V${keel - bilge} Q${left},${keel} ${left + bilge},${keel} ` +
    `H${right - bilge} Q${right},${keel} ${right},${keel - bilge} V${deck}`
  )
}

function lensOf(hull: {
  right: number
  dockerTop: number
  dockerBottom: number
  keel: number
  loadLine: number
}): Lens {
  const left = hull.right + LENS_GAP
  const middle = (PADDING_TOP + hull.keel) / 2
  const top = hull.loadLine < middle ? hull.loadLine + LENS_BELOW_LABEL : PADDING_TOP + LENS_BELOW_LABEL
  const bottom = hull.keel - 20
  const times = (bottom - top) / Math.max(hull.dockerBottom - hull.dockerTop, Number.EPSILON)
  return {
    left,
    right: left + LENS_WIDTH,
    top,
    bottom,
    times,
    rays: `M${hull.right},${hull.dockerTop - 1} L${left},${top} V${bottom} L${hull.right},${hull.dockerBottom + 1}z`,
  }
}

function bandsOf(
  strata: readonly Stratum[],
  cargo: { left: number; right: number; top: number; bottom: number },
  frame: HullFrame,
): readonly Band[] {
  const total = strata.reduce((sum, stratum) => sum + stratum.bytes, 0)
  let above = 0
  return strata.map((stratum, row) => {
    const share = (bytes: number): number =>
      total === 0 ? cargo.top : cargo.top + (bytes / total) * (cargo.bottom - cargo.top)
    const top = share(above)
    above += stratum.bytes
    const height = share(above) - top
    const rowY = frame.firstRow + (row + 0.5) * frame.rowHeight
    const ribbon = stratum.bytes === 0 ? '' : ribbonTo({ x: cargo.right, top, height }, { x: frame.width, y: rowY })
    return { line: stratum.line, exact: stratum.exact, top, height, ribbon }
  })
}

function ribbonTo(from: { x: number; top: number; height: number }, to: { x: number; y: number }): string {
  const half = Math.min(9, Math.max(1.5, from.height / 2))
  const middle = (from.x + to.x) / 2
  const bottom = from.top + from.height
  return (
    `M${from.x},${from.top} C${middle},${from.top} ${middle},${to.y - half} ${to.x},${to.y - half} ` +
    `V${to.y + half} C${middle},${to.y + half} ${middle},${bottom} ${from.x},${bottom}z`
  )
}

/** Marks at round numbers, as on a ship's draft scale: every second one with its number. */
function ticksOf(disk: HullDisk, unit: number, y: (bytes: number) => number): HullGeometry['ticks'] {
  const step = roundStep(disk.total / 5 / unit) * unit
  const ticks = []
  for (let half = 0; (half * step) / 2 <= disk.total; half += 1) {
    const bytes = (half * step) / 2
    const labelled = half % 2 === 0
    // The waterline has a number of its own.
    ticks.push({ bytes, y: y(bytes), labelled: labelled && Math.abs(y(bytes) - y(disk.used)) > 16 })
  }
  return ticks
}

/** The largest of 1, 2, 5 × 10ⁿ that is not above the given number. */
export function roundStep(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest))
  return ([5, 2, 1].find((factor) => factor * power <= largest) ?? 1) * power
}
