import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'

describe.each(ENGINE_VERSIONS)('the world of engine %s', (version) => {
  const engine = sharedEngine(version)

  it('runs on the version that was asked for', async () => {
    const release = await engine.cli('version', '-f', '{{.Server.Version}}')
    expect(release.slice(0, version.length + 1)).toBe(`${version}.`)
  })

  it('has nineteen containers, of which sixteen run', async () => {
    const states = (await engine.cli('ps', '-a', '--format', '{{.State}}')).trim().split('\n').toSorted()
    expect(states).toEqual(['created', 'exited', 'exited', ...Array<string>(16).fill('running')])
  })

  it('shows the overlay mounts of its containers on this machine', async () => {
    const merged = await engine.cli('inspect', '-f', '{{.GraphDriver.Data.MergedDir}}', 'my_container_1')
    expect(await readFile(join(merged.trim(), 'out.txt'), 'utf8')).toBe('hello')
  })
})
