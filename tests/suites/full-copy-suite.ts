import { execFileSync } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FilesPreset, FilesSummary } from '../../src-main/views/files.ts'
import { duAllocated } from '../helpers/du.ts'
import type { Engine } from '../helpers/engines/engine.ts'
import { rootsOf } from '../helpers/engines/storage-roots.ts'
import { openApplication, type OpenedApplication } from '../helpers/open-application.ts'
import { run } from '../helpers/run-process.ts'

const MIB = 1024 * 1024
const DOES = `printf x >> /data/five.bin; rm /hello.sh; printf new > /new; chmod 600 /etc/passwd
  mkdir /fresh && printf in > /fresh/in; rm -rf /data/small-a; mv /root /moved; touch /root`

/** What a container did, on an engine whose store keeps a full copy of the image for each container. */
export function fullCopySuite(engineOf: () => Engine): void {
  let engine: Engine
  let application: OpenedApplication
  let id: string
  let directory: string
  let summary: FilesSummary

  beforeAll(async () => {
    engine = engineOf()
    const image = 'acme/my-final-image:1.0'
    await engine.cli('run', '-d', '--name', 'busy', '--stop-timeout', '1', image, 'sh', '-c', 'exec sleep 1000000')
    await engine.cli('exec', 'busy', 'sh', '-c', DOES)
    for (const root of rootsOf(engine)) await run(['sync', '-f', root])
    application = await openApplication({ dockerHost: engine.endpoint })
    const busy = (await application.client.report()).containers.find(({ name }) => name === 'busy')
    id = busy?.id ?? ''
    directory = busy?.directory ?? ''
    summary = await application.files({ kind: 'container', id })
  })
  afterAll(async () => {
    await application[Symbol.asyncDispose]()
    await engine.cli('rm', '-f', 'busy')
  })

  const of = () => ({ kind: 'container', id }) as const

  async function rowsOf(preset: FilesPreset) {
    const part = { offset: 0, limit: 100, measure: 'allocated' } as const
    return (await application.client.files.discover({ ...part, of: of(), path: '', preset })).rows
  }

  it('tells new, changed and deleted files from those that were only copied, as docker diff does', async () => {
    const said = (await engine.cli('diff', 'busy')).trim().split('\n')
    const paths = (letter: string) => said.filter((line) => line.startsWith(letter)).map((line) => line.slice(3))
    const isFile = (path: string) => !lstatSync(join(directory, path)).isDirectory()
    const created = (await rowsOf('new')).map(({ path }) => path)
    const changed = (await rowsOf('copy-ups')).map(({ path }) => path)
    expect(created.toSorted()).toEqual(paths('A').filter(isFile).toSorted())
    expect(changed.toSorted()).toEqual(paths('C').filter(isFile).toSorted())
    const deleted = summary.changes?.deleted?.largest.map(({ path }) => path) ?? []
    expect(deleted.toSorted()).toEqual(paths('D').toSorted())
    // Names of one inode change together.
    expect(changed.toSorted()).toEqual(['data/five-a', 'data/five-b', 'data/five.bin', 'etc/passwd', 'root'])
  })

  it('makes the allocated bytes of the copy out of the parts', async () => {
    const { created, copyUps, replaced, inherited, other } = summary.changes!
    const sum = [created, copyUps, replaced, inherited, other].reduce((total, part) => total + part.allocated, 0)
    expect(sum).toBe(await duAllocated(directory))
    const files = execFileSync('find', [directory, '!', '-type', 'd', '-printf', '.']).length
    expect(created.files + copyUps.files + replaced.entries + inherited.files).toBe(files)
    expect(summary.changes).toMatchObject({ how: 'full-copy', opaque: { directories: 0 }, because: null })
  })

  it('finds the step that made a changed file, and the one byte that was changed', async () => {
    const row = (await rowsOf('copy-ups')).find(({ path }) => path === 'data/five.bin')
    expect(row?.change).toMatchObject({ kind: 'changed', lower: { kind: 'file', apparent: 5 * MIB } })
    expect(JSON.stringify(row?.change)).toContain('dd if=/dev/zero of=/data/five.bin')
    const compared = await application.compare(of(), 'data/five.bin')
    expect(compared).toMatchObject({ copied: 5 * MIB, changed: 1 })
  })

  it('finds what later steps of acme/wasteful:1 overwrote and deleted', async () => {
    const { images } = await application.client.report()
    const image = images.find(({ references }) => references.includes('acme/wasteful:1'))
    const waste = await application.waste(image?.id ?? '')
    expect(waste.how).toBe('full-copy')
    expect(waste.total.apparent).toBe(12 * MIB + 3 * 102_400)
    expect(waste.offenders.map(({ path, how, apparent }) => [path, how, apparent]).toSorted()).toEqual([
      ['big.bin', 'overwritten', 8 * MIB],
      ['dir/old-1', 'deleted', 102_400],
      ['dir/old-2', 'deleted', 102_400],
      ['dir/old-3', 'deleted', 102_400],
      ['gone.bin', 'deleted', 4 * MIB],
    ])
  })
}
