import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lastWords } from '../../../../src-main/sources/elevated/last-words.ts'
import type { ScanWay } from '../../../../src-main/sources/elevated/scan-link.ts'
import { scanSurroundings, type ScanSurroundings } from '../../../../src-main/sources/elevated/scan-surroundings.ts'
import { scanWays } from '../../../../src-main/sources/elevated/scan-ways.ts'
import { openScanSession } from '../../../../src-main/sources/elevated/scan-session.ts'
import { startByPkexec, startBySudo } from '../../../../src-main/sources/elevated/start-as-root.ts'

const PROGRAM = { node: process.execPath, environment: {}, entry: '/x', files: [], wrapper: null }

function folderWith(...programs: readonly string[]): string {
  const folder = mkdtempSync(`${tmpdir()}/plimsoll-path-`)
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  for (const name of programs) writeFileSync(`${folder}/${name}`, '', { mode: 0o755 })
  return folder
}

const surroundings = (change: Partial<ScanSurroundings>): ScanSurroundings => {
  return { ...scanSurroundings({}), hasTerminal: () => false, isInstalled: () => true, ...change }
}

describe('the ways to read a closed root', () => {
  it.each<[string, Partial<ScanSurroundings>, boolean, readonly ScanWay[]]>([
    ['with nothing', { isInstalled: () => false, hasTerminal: () => true }, false, []],
    ['with an engine', { isInstalled: () => false }, true, ['container']],
    ['in a terminal', { hasTerminal: () => true }, false, ['sudo', 'pkexec']],
    ['without one', {}, true, ['container']],
    ['on a desktop', { environment: { WAYLAND_DISPLAY: 'wayland-0' } }, true, ['container', 'pkexec']],
    ['with a program that asks', { environment: { SUDO_ASKPASS: '/bin/ask' } }, false, ['sudo']],
  ])('%s', (_what, change, engine, ways) => {
    expect(scanWays(surroundings(change), engine)).toEqual(ways)
  })
})

describe('the surroundings', () => {
  it('know a program by its place in PATH', () => {
    const { isInstalled } = scanSurroundings({ PATH: `/nowhere::${folderWith('sudo')}` })
    expect([isInstalled('sudo'), isInstalled('pkexec')]).toEqual([true, false])
  })

  it('trust a wrapper only if root alone can change it', () => {
    const path = `${folderWith('wrapper')}/wrapper`
    const { isRootOwned } = scanSurroundings({})
    expect(isRootOwned(path)).toBe(process.getuid?.() === 0)
    chmodSync(path, 0o775)
    expect([isRootOwned(path), isRootOwned('/nowhere/at/all'), isRootOwned('/usr')]).toEqual([false, false, false])
  })
})

describe('a scanner as root', () => {
  it.each([
    ['sudo', startBySudo],
    ['pkexec', startByPkexec],
  ])('is refused without %s', async (how, start) => {
    const link = start(PROGRAM, surroundings({ environment: { PATH: folderWith() } }))
    const detail = `${how} is not installed`
    const refusal = { code: 'permission-denied', context: { how, detail } }
    await expect(openScanSession(link, { signal: undefined, patience: null })).rejects.toMatchObject(refusal)
  })
})

describe('last words', () => {
  it.each([
    ['', ''],
    ['sudo: a password is required\n', 'sudo: a password is required'],
    ['one\ntwo\n\n', 'two'],
    [
      "node:internal\n  throw err;\n\nError: Cannot find module '/x'\n    at y\n\nNode.js v24\n",
      "Error: Cannot find module '/x'",
    ],
    ['TypeError: no\n    at y\n', 'TypeError: no'],
  ])('of %j are %j', (text, words) => {
    expect(lastWords(text)).toBe(words)
  })
})
