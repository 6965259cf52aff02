import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ImageWasteView } from '../../src-main/views/image-waste.ts'
import type { ChangesSummary, FileComparison, FileRow, FilesPreset } from '../../src-main/views/files.ts'
import { duAllocated } from '../helpers/du.ts'
import type { Engine } from '../helpers/engines/engine.ts'
import { lowersOf, upperOf } from '../helpers/engines/lowers-of.ts'
import { rootsOf } from '../helpers/engines/storage-roots.ts'
import { openApplication, type OpenedApplication } from '../helpers/open-application.ts'
import { run } from '../helpers/run-process.ts'

/** What containers of `acme/my-final-image:1.0` do, besides those of the world. Each has a name of its own. */
const DOINGS: Readonly<Record<string, string>> = {
  remade: 'rm -rf /data && mkdir /data && printf new > /data/new',
  cleared: 'rm -rf /data /root/none; touch /data.txt; rm /data.txt',
  chmodded: 'chmod 700 /data/five.bin',
  swapped: 'rm -rf /data && printf file > /data && rm /hello.sh && mkdir /hello.sh && printf in > /hello.sh/in',
  nested: 'mkdir -p /tmp/a/b && printf x > /tmp/a/b/c && rm -rf /data/small-a && ln /data/small /data/again',
}

/** What one container did, as the dashboard is told. */
interface Told {
  readonly summary: ChangesSummary
  readonly rows: readonly FileRow[]
}

const MIB = 1024 * 1024

/** What containers did on an engine whose store is an overlay, and what `acme/wasteful:1` wastes. */
export function writableLayerSuite(engineOf: () => Engine): void {
  let engine: Engine
  let application: OpenedApplication
  const ids = new Map<string, string>()

  beforeAll(async () => {
    engine = engineOf()
    for (const [name, does] of Object.entries(DOINGS)) await runAndDo(name, 'acme/my-final-image:1.0', does)
    await runAndDo('looker', 'acme/wasteful:1', 'true')
    await makeChmoddedImage()
    for (const root of rootsOf(engine)) await run(['sync', '-f', root])
    application = await openApplication({ dockerHost: engine.endpoint })
    for (const { name, id } of (await application.client.report()).containers) ids.set(name, id)
  })
  afterAll(async () => {
    await application[Symbol.asyncDispose]()
    await engine.cli('rm', '-f', ...Object.keys(DOINGS), 'looker')
    await engine.cli('rmi', 'acme/chmodded:2', 'acme/chmodded:1')
  })

  async function runAndDo(name: string, image: string, does: string): Promise<void> {
    await engine.cli('run', '-d', '--name', name, '--stop-timeout', '1', image, 'sh', '-c', 'exec sleep 1000000')
    await engine.cli('exec', name, 'sh', '-c', does)
  }

  async function makeChmoddedImage(): Promise<void> {
    await runAndDo('before', 'acme/my-final-image:1.0', 'dd if=/dev/zero of=/three.bin bs=1M count=3')
    await engine.cli('commit', 'before', 'acme/chmodded:1')
    await runAndDo('after', 'acme/chmodded:1', 'chmod 600 /three.bin')
    await engine.cli('commit', 'after', 'acme/chmodded:2')
    await engine.cli('rm', '-f', 'before', 'after')
  }

  const of = (name: string) => ({ kind: 'container', id: ids.get(name) ?? '' }) as const

  async function told(name: string, preset: FilesPreset): Promise<Told> {
    const { changes } = await application.files(of(name))
    if (changes === null) throw new Error(`${name} was not compared`)
    const part = { offset: 0, limit: 100, measure: 'allocated' } as const
    const { rows } = await application.client.files.discover({ ...part, of: of(name), path: '', preset })
    return { summary: changes, rows }
  }

  const changesOf = ({ rows }: Told) => rows.map(({ path, change }) => [path, change?.kind]).toSorted()
  const lowerOf = ({ rows }: Told, path: string) => {
    const change = rows.find((row) => row.path === path)?.change
    return change !== undefined && change !== null && 'lower' in change ? change.lower : null
  }

  /** Blocks of what the layers below a container have at a path, by `du`. */
  async function below(name: string, ...paths: readonly string[]): Promise<number> {
    let sum = 0
    for (const lower of await lowersOf(engine, name))
      for (const path of paths) sum += await duAllocated(join(lower, path)).catch(() => 0)
    return sum
  }

  it('finds the ten megabytes that a container wrote', async () => {
    const writer = await told('writer', 'new')
    expect(changesOf(writer)).toEqual([['written.bin', 'new']])
    expect(writer.summary.created).toEqual({ files: 1, allocated: 10 * MIB })
  })

  it('makes the allocated bytes of each writable layer out of the parts', async () => {
    for (const name of [...Object.keys(DOINGS), 'writer', 'copyup', 'deleter']) {
      const { created, copyUps, replaced, inherited, other } = (await told(name, 'new')).summary
      const parts = [created, copyUps, replaced, inherited, other]
      const sum = parts.reduce((total, { allocated }) => total + allocated, 0)
      expect([name, sum]).toEqual([name, await duAllocated(await upperOf(engine, name))])
    }
  })

  it('finds the lower file of a copy-up, and the one byte that was changed', async () => {
    const copyUp = await told('copyup', 'copy-ups')
    expect(changesOf(copyUp)).toEqual([['data/five.bin', 'copy-up']])
    expect(lowerOf(copyUp, 'data/five.bin')).toMatchObject({ kind: 'file', apparent: 5 * MIB, allocated: 5 * MIB })
    expect(lowerOf(copyUp, 'data/five.bin')?.createdBy).toContain('dd if=/dev/zero of=/data/five.bin')
    expect(copyUp.summary.copyUps).toMatchObject({ files: 1, originals: 5 * MIB })
    expect(await compare('copyup', 'data/five.bin')).toMatchObject({ copied: 5 * MIB, changed: 1 })
  })

  it('sees that a chmod changed no byte of what it copied', async () => {
    expect(changesOf(await told('chmodded', 'copy-ups'))).toEqual([['data/five.bin', 'copy-up']])
    expect(await compare('chmodded', 'data/five.bin')).toMatchObject({ copied: 5 * MIB, changed: 0 })
  })

  const compare = (name: string, path: string): Promise<FileComparison> => application.compare(of(name), path)

  it('knows what whiteouts hide, as du counts it', async () => {
    const deleter = await told('deleter', 'whiteouts')
    expect(changesOf(deleter)).toEqual([
      ['data', 'whiteout'],
      ['hello.sh', 'whiteout'],
    ])
    // Of a file that several layers have, the topmost is what was visible.
    const visible = lowerOf(deleter, 'hello.sh')?.allocated ?? 0
    expect(lowerOf(deleter, 'data')?.allocated).toBe(await below('deleter', 'data'))
    expect(deleter.summary.whiteouts).toEqual({ entries: 2, hidden: (await below('deleter', 'data')) + visible })
  })

  it('knows a directory that was removed and made anew from one that is merged', async () => {
    const remade = await told('remade', 'opaque')
    expect(changesOf(remade)).toEqual([['data', 'opaque']])
    expect(remade.summary.opaque).toEqual({ directories: 1, hidden: await below('remade', 'data') })
    expect(changesOf(await told('remade', 'new'))).toEqual([['data/new', 'new']])
    expect((await told('nested', 'opaque')).summary.opaque).toEqual({ directories: 0, hidden: 0 })
  })

  it('says of a whiteout under which there is nothing that it hides nothing', async () => {
    const { summary, rows } = await told('cleared', 'whiteouts')
    expect(summary.whiteouts.hidden).toBe(await below('cleared', 'data'))
    expect(rows.filter(({ change }) => change?.kind === 'whiteout' && change.lower === null)).toEqual([])
  })

  it('tells what came in the place of something of another kind', async () => {
    const swapped = await told('swapped', 'copy-ups')
    expect(changesOf(swapped)).toEqual([['data', 'replaced']])
    expect(lowerOf(swapped, 'data')).toMatchObject({ kind: 'directory', allocated: await below('swapped', 'data') })
    expect(changesOf(await told('swapped', 'new'))).toEqual([['hello.sh/in', 'new']])
  })

  it('agrees with docker diff about what is new and what is gone', async () => {
    for (const name of ['writer', 'deleter', 'copyup', 'nested', 'chmodded']) {
      const said = (await engine.cli('diff', name)).trim().split('\n')
      const paths = (letter: string) => said.filter((line) => line.startsWith(letter)).map((line) => line.slice(3))
      const isDirectory = (path: string) => said.some((line) => line.slice(3).startsWith(`${path}/`))
      const found = async (preset: FilesPreset) => (await told(name, preset)).rows.map(({ path }) => path).toSorted()
      expect([name, await found('whiteouts')]).toEqual([name, paths('D').toSorted()])
      expect([name, await found('new')]).toEqual([
        name,
        paths('A')
          .filter((path) => !isDirectory(path))
          .toSorted(),
      ])
    }
  })

  async function wasteOf(reference: string): Promise<ImageWasteView> {
    const { images } = await application.client.report()
    const image = images.find(({ references }) => references.includes(reference))?.id ?? ''
    return application.waste(image)
  }

  it('finds all that acme/wasteful:1 wastes, the steps that made it and the steps that wasted it', async () => {
    const waste = await wasteOf('acme/wasteful:1')
    const [, ...layers] = await lowersOf(engine, 'looker')
    // Topmost first: the rebuilt directory, the removed file, the changed file, what made them all, the base.
    const made = layers[3] ?? ''
    const at = (path: string) => duAllocated(join(made, path))
    const olds = ['dir/old-1', 'dir/old-2', 'dir/old-3']
    // containerd unpacks what was packed, and an archive that BuildKit made names each file that is gone.
    const deleted = engine.driver === 'overlay2' ? ['dir'] : olds
    const rows: (readonly [path: string, how: string, allocated: number, by: string])[] = [
      ['big.bin', 'overwritten', await at('big.bin'), 'conv=notrunc'],
      ['gone.bin', 'deleted', await at('gone.bin'), 'rm /gone.bin'],
    ]
    const how = engine.driver === 'overlay2' ? 'opaque' : 'deleted'
    for (const path of deleted) rows.push([path, how, await at(path), 'rm -rf /dir'])
    expect(waste.offenders.map((row) => [row.path, row.how, row.allocated, row.wasted.createdBy])).toEqual(
      rows.map(([path, means, bytes, by]) => [path, means, bytes, expect.stringContaining(by) as string]),
    )
    expect(waste.offenders.map(({ made: { createdBy } }) => createdBy?.includes('mkdir /dir'))).not.toContain(false)
    expect(waste.total.allocated).toBe(rows.reduce((sum, [, , bytes]) => sum + bytes, 0))
    expect(waste.total.apparent).toBe(12 * MIB + 3 * 102_400)
    let all = 0
    for (const layer of layers) all += await duAllocated(layer)
    expect(waste.layers.allocated).toBe(all)
  })

  it('names a step that copied a file only to change its mode', async () => {
    const waste = await wasteOf('acme/chmodded:2')
    const largest = waste.offenders[0]
    expect(largest).toMatchObject({ path: 'three.bin', metadataOnly: true, apparent: 3 * MIB, how: 'overwritten' })
    expect(waste.metadataOnly.apparent).toBeGreaterThanOrEqual(3 * MIB)
  })

  it('finds no waste where no step hides anything', async () => {
    expect((await wasteOf('acme/base:1.0')).total).toEqual({ allocated: 0, apparent: 0, inodes: 0 })
  })
}
