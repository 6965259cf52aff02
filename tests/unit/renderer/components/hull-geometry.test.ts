import { describe, expect, it } from 'vitest'
import {
  hullGeometry,
  roundStep,
  type HullDisk,
  type Stratum,
} from '../../../../src-renderer/components/chart/hull-geometry.ts'

const FRAME = { width: 284, height: 396, hullX: 38, hullWidth: 130, firstRow: 46, rowHeight: 32, unit: 1e9 }
const DISK: HullDisk = { total: 512e9, used: 421e9, reserved: 10e9, loadLine: 435e9, loadFraction: 0.85 }

const strata = (...bytes: readonly number[]): readonly Stratum[] =>
  bytes.map((size, index) => ({ line: index === 0 ? 'volumes' : 'logs', bytes: size, exact: true }))

describe('the hull', () => {
  it('draws bytes to one scale, the cargo on top of the rest', () => {
    const hull = hullGeometry(DISK, strata(100e9, 114e9), FRAME)
    const [upper, lower] = hull.bands
    const perByte = (hull.keel - hull.deck) / DISK.total
    expect(hull.lens).toBeNull()
    expect(upper?.top).toBeCloseTo(hull.y(DISK.used))
    expect(upper?.height).toBeCloseTo(100e9 * perByte)
    expect((lower?.top ?? 0) + (lower?.height ?? 0)).toBeCloseTo(hull.y(DISK.used - 214e9))
  })

  it('enlarges a cargo that is too small to read, and says how much', () => {
    const hull = hullGeometry(DISK, strata(60e6, 28e6), FRAME)
    const heights = hull.bands.map((band) => band.height)
    const lens = hull.lens
    if (lens === null) throw new Error('there is no lens')
    expect(heights.reduce((sum, height) => sum + height, 0)).toBeCloseTo(lens.bottom - lens.top)
    expect((heights[0] ?? 0) / (heights[1] ?? 1)).toBeCloseTo(60 / 28)
    expect(lens.times * (hull.dockerBottom - hull.dockerTop)).toBeCloseTo(lens.bottom - lens.top)
  })

  it('stays inside its frame when Docker claims more than is used', () => {
    const hull = hullGeometry({ ...DISK, used: 100e9 }, strata(90e9, 90e9), FRAME)
    expect(hull.dockerBottom).toBe(hull.keel)
    expect(hull.bands.every(({ top, height }) => top + height <= hull.keel + 0.001)).toBe(true)
  })

  it('has no way to the ledger for a line without bytes', () => {
    expect(hullGeometry(DISK, strata(0, 114e9), FRAME).bands.map(({ ribbon }) => ribbon === '')).toEqual([true, false])
  })

  it('draws nothing of Docker when there is nothing', () => {
    const hull = hullGeometry(DISK, strata(0, 0), FRAME)
    expect({ heights: hull.bands.map(({ height }) => height), lens: hull.lens }).toEqual({
      heights: [0, 0],
      lens: null,
    })
  })

  it('marks round numbers of the unit, up to the deck', () => {
    const { ticks } = hullGeometry(DISK, strata(214e9, 0), FRAME)
    expect(ticks.map(({ bytes }) => bytes / 1e9)).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500])
    expect(ticks.find(({ bytes }) => bytes === 400e9)?.labelled).toBe(false)
  })
})

it.each([
  [102.4, 100],
  [54, 50],
  [0.3, 0.2],
  [9.99, 5],
])('steps by a round number below %d', (largest, step) => {
  expect(roundStep(largest)).toBeCloseTo(step)
})
