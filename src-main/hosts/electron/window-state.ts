import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** A rectangle on the desktop, in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the window was when it was closed last. `bounds` is its place when not maximized. */
export interface WindowState {
  readonly bounds: Bounds
  readonly maximized: boolean
  /** Chromium's zoom level: 0 is the natural size, each step a fifth larger or smaller. */
  readonly zoom: number
}

/** Smallest window in which the dashboard is laid out. */
export const MINIMUM_SIZE = { width: 1000, height: 640 } as const

/** As far as Chromium itself goes, both ways: 500 % and 25 % are inside. */
const MAX_ZOOM = 9

/** Part of the window's upper edge that has to be on a display, so that it can be grasped. */
const GRASP = { width: 120, height: 40 } as const

/**
 * The remembered state, or null when there is none yet. A damaged file counts as none and is reported: a window in the
 * default place is better than no window.
 */
export function readWindowState(path: string, report: (problem: string) => void): WindowState | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (!isMissing(error)) report(`The window's place could not be read: ${String(error)}`)
    return null
  }
  const state = parseWindowState(text)
  if (state === null) report(`The window's place in ${path} makes no sense and is ignored.`)
  return state
}

/** Written beside and renamed, so that a crash leaves the old file. A failure is reported and changes nothing else. */
export function writeWindowState(path: string, state: WindowState, report: (problem: string) => void): void {
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(state)}\n`)
    renameSync(`${path}.new`, path)
  } catch (error) {
    report(`The window's place could not be kept: ${String(error)}`)
  }
}

/** The state if its window can still be grasped on one of the displays (a display may be gone), else null. */
export function withinReach(state: WindowState | null, workAreas: readonly Bounds[]): WindowState | null {
  if (state === null) return null
  const { bounds } = state
  const reachable = workAreas.some((area) => {
    const left = Math.max(bounds.x, area.x)
    const right = Math.min(bounds.x + bounds.width, area.x + area.width)
    const top = bounds.y - area.y
    return right - left >= GRASP.width && top >= 0 && top <= area.height - GRASP.height
  })
  return reachable ? state : null
}

/** Null for anything that is not a state, or smaller than a window can be. */
export function parseWindowState(text: string): WindowState | null {
  const value = parseJson(text)
  if (!isRecord(value) || typeof value.maximized !== 'boolean' || !isRecord(value.bounds)) return null
  const { x, y, width, height } = value.bounds
  if (!isCoordinate(x) || !isCoordinate(y) || !isCoordinate(width) || !isCoordinate(height)) return null
  if (width < MINIMUM_SIZE.width || height < MINIMUM_SIZE.height) return null
  return { bounds: { x, y, width, height }, maximized: value.maximized, zoom: zoomOf(value.zoom) }
}

/** Zoom is not worth a window in the default place: what makes no sense, or is of a time before it was kept, is none. */
function zoomOf(value: unknown): number {
  return typeof value === 'number' && Math.abs(value) <= MAX_ZOOM ? value : 0
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isCoordinate(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
