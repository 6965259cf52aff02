import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MAX_RECENT, openRecentRoots } from '../../../../src-main/hosts/electron/recent-roots.ts'

/** A file that is not there yet, and what is said about it. */
function place(): { readonly directory: string; readonly file: string; readonly problems: string[] } {
  const directory = mkdtempSync(join(tmpdir(), 'plimsoll-recent-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  return { directory, file: join(directory, 'recent.json'), problems: [] }
}

describe('the data roots opened last', () => {
  it('come back with the last one first, each once, and leave no other file', () => {
    const { directory, file, problems } = place()
    const report = (problem: string) => problems.push(problem)
    const recent = openRecentRoots(file, report)
    for (const path of ['/a', '/b', '/a']) recent.add(path)
    expect(openRecentRoots(file, report).paths).toEqual(['/a', '/b'])
    expect({ problems, files: readdirSync(directory) }).toEqual({ problems: [], files: ['recent.json'] })
  })

  it('are no more than a menu shows', () => {
    const { file } = place()
    const recent = openRecentRoots(file, () => undefined)
    for (let index = 0; index < 20; index++) recent.add(`/root-${index}`)
    expect(recent.paths).toHaveLength(MAX_RECENT)
    expect(recent.paths[0]).toBe('/root-19')
  })

  it('say whether one more changed them', () => {
    const recent = openRecentRoots(place().file, () => undefined)
    expect([recent.add('/a'), recent.add('/a'), recent.add('/b')]).toEqual([true, false, true])
  })

  it('can be forgotten', () => {
    const { file } = place()
    const recent = openRecentRoots(file, () => undefined)
    recent.add('/a')
    recent.clear()
    expect(openRecentRoots(file, () => undefined).paths).toEqual([])
  })

  it.each(['{', '{}', '[1, "relative", null]'])('are none in a file that says %j', (text) => {
    const { file } = place()
    writeFileSync(file, text)
    expect(openRecentRoots(file, () => undefined).paths).toEqual([])
  })

  it('say when they cannot be kept', () => {
    const problems: string[] = []
    openRecentRoots('/proc/nowhere/recent.json', (problem) => problems.push(problem)).add('/a')
    expect(problems).toHaveLength(1)
  })
})
