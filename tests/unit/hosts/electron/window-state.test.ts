import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  parseWindowState,
  readWindowState,
  withinReach,
  writeWindowState,
  type Bounds,
} from '../../../../src-main/hosts/electron/window-state.ts'

const DISPLAY: Bounds = { x: 0, y: 25, width: 1920, height: 1055 }

const stateAt = (x: number, y: number) => ({ bounds: { x, y, width: 1280, height: 820 }, maximized: false, zoom: 0 })

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'plimsoll-window-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  return directory
}

describe('the remembered window', () => {
  it('comes back as it was written, and leaves no other file', () => {
    const directory = temporaryDirectory()
    const problems: string[] = []
    const report = (problem: string) => problems.push(problem)
    writeWindowState(join(directory, 'window.json'), stateAt(10, 40), report)
    expect(readWindowState(join(directory, 'window.json'), report)).toEqual(stateAt(10, 40))
    expect({ problems, files: readdirSync(directory) }).toEqual({ problems: [], files: ['window.json'] })
  })

  it('is none at the first start, without complaint', () => {
    const problems: string[] = []
    expect(readWindowState(join(temporaryDirectory(), 'window.json'), (problem) => problems.push(problem))).toBe(null)
    expect(problems).toEqual([])
  })

  it('is none when its file is damaged, and says so', () => {
    const path = join(temporaryDirectory(), 'window.json')
    writeFileSync(path, '{"bounds":{"x":1')
    const problems: string[] = []
    expect(readWindowState(path, (problem) => problems.push(problem))).toBe(null)
    expect(problems).toHaveLength(1)
  })

  it('says when it cannot be kept', () => {
    const problems: string[] = []
    writeWindowState('/proc/nowhere/window.json', stateAt(0, 0), (problem) => problems.push(problem))
    expect(problems).toHaveLength(1)
  })
})

describe('parseWindowState', () => {
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"maximized":true}',
    '{"bounds":null,"maximized":true}',
    '{"bounds":{"x":0,"y":0,"width":"1280","height":820},"maximized":true}',
    '{"bounds":{"x":0.5,"y":0,"width":1280,"height":820},"maximized":true}',
    '{"bounds":{"x":1e99,"y":0,"width":1280,"height":820},"maximized":true}',
    '{"bounds":{"x":0,"y":0,"width":1,"height":1},"maximized":false}',
    '{"bounds":{"x":0,"y":0,"width":1280,"height":820},"maximized":"no"}',
  ])('takes %j for none', (text) => {
    expect(parseWindowState(text)).toBe(null)
  })
})

describe('the zoom', () => {
  const stated = (zoom: unknown) => parseWindowState(JSON.stringify({ ...stateAt(0, 0), zoom }))?.zoom

  it('comes back', () => {
    expect([stated(1.5), stated(-2)]).toEqual([1.5, -2])
  })

  it.each([undefined, null, '1', 40])('is none for %j, which costs nobody the window', (zoom) => {
    expect(stated(zoom)).toBe(0)
  })
})

describe('withinReach', () => {
  it.each([
    ['in the middle', stateAt(300, 100)],
    ['half past the left edge', stateAt(-1000, 100)],
    ['low, with its title bar still there', stateAt(300, 1000)],
  ])('keeps a window %s', (_where, state) => {
    expect(withinReach(state, [DISPLAY])).toBe(state)
  })

  it.each([
    ['on a display that is gone', stateAt(3000, 100)],
    ['above the display, without its title bar', stateAt(300, -200)],
    ['below the display', stateAt(300, 1080)],
    ['of which a sliver is left', stateAt(1900, 100)],
  ])('gives up a window %s', (_where, state) => {
    expect(withinReach(state, [DISPLAY])).toBe(null)
  })

  it('keeps a window on the second display', () => {
    const second = { x: 1920, y: 0, width: 1920, height: 1080 }
    expect(withinReach(stateAt(2000, 100), [DISPLAY, second])).toEqual(stateAt(2000, 100))
  })
})
