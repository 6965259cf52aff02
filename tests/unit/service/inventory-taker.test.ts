import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createInventoryTaker, type TakeUpdate } from '../../../src-main/service/inventory-taker.ts'
import { locateProgramFiles } from '../../../src-main/service/program-files.ts'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createUsageMemory } from '../../../src-main/persistence/usage-memory.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../../src-main/sources/disk/walk-places.ts'
import { du } from '../../helpers/du.ts'
import { run } from '../../helpers/run-process.ts'
import { temporaryDirectory } from '../persistence/temporary-directory.ts'
import { CONTAINER, makeSmallDataRoot } from './small-data-root.ts'
import { DEFAULT_TARGET, type Target } from '../../../src-main/service/target.ts'

const files = locateProgramFiles(pathToFileURL(join(import.meta.dirname, '../../../src-main/entries/cli.ts')).href)

/** The real taker, on whatever a test names; no engine of this machine is ever asked. */
async function take(
  target: Partial<Target> & { readonly folder: string },
  change: { readonly signal?: AbortSignal } = {},
) {
  using database = openDatabase(':memory:')
  const { folder, ...named } = target
  const taker = createInventoryTaker({
    target: { ...DEFAULT_TARGET, dockerHost: `unix://${folder}/no.sock`, ...named },
    samplePath: files.sample,
    clock: () => new Date('2026-11-21T08:00:00Z'),
    sources: {
      reader: createNodeDiskReader(),
      walk: (request) => walkPlaces(request, { processEntry: files.walkProcess }),
      memory: createUsageMemory(database),
      processes: 1,
    },
  })
  const updates: TakeUpdate[] = []
  const request = { everything: false, reuse: null, signal: change.signal ?? new AbortController().signal }
  const taken = await taker.take(request, (update) => updates.push(update))
  return { taken, updates }
}

describe('a data root that is named', () => {
  it('is read whole, to the byte of du, and the engine that does not answer is a failure beside it', async () => {
    using folder = temporaryDirectory()
    const dataRoot = makeSmallDataRoot(join(folder.path, 'docker'))
    await run(['sync', '-f', dataRoot])
    const { taken, updates } = await take({ folder: folder.path, dataRoot })
    const [root] = taken.observations.roots
    const allocated = root!.usages.reduce((sum, usage) => sum + (usage?.own.allocated ?? 0), 0)
    expect([root!.measured, allocated]).toEqual(['whole', (await du(dataRoot)).allocated])
    expect(root!.survey.containers.map(({ id, name }) => [id, name])).toEqual([[CONTAINER, 'web']])
    expect(taken).toMatchObject({ source: 'disk', connection: null, observations: { engine: null, sample: false } })
    expect(taken.failures.map((failure) => failure.code)).toEqual(['engine-unreachable'])
    expect(updates[0]!.observations.roots[0]!.measured).toBe('not-yet')
    expect(taken.observations.takenAt).toBe('2026-11-21T08:00:00.000Z')
  })

  it('is found through a symbolic link, under its own path', async () => {
    using folder = temporaryDirectory()
    const real = makeSmallDataRoot(join(folder.path, 'docker'))
    symlinkSync(real, join(folder.path, 'link'))
    const { taken } = await take({ folder: folder.path, dataRoot: join(folder.path, 'link') })
    expect(taken.observations.roots[0]!.path).toBe(real)
  })

  it('has to be there', async () => {
    using folder = temporaryDirectory()
    const dataRoot = join(folder.path, 'nowhere')
    const failure = { code: 'root-not-found', context: { path: dataRoot } }
    await expect(take({ folder: folder.path, dataRoot })).rejects.toMatchObject(failure)
  })

  it('has to be a directory', async () => {
    using folder = temporaryDirectory()
    const dataRoot = join(folder.path, 'file')
    writeFileSync(dataRoot, '')
    const failure = { code: 'root-not-a-directory', context: { path: dataRoot } }
    await expect(take({ folder: folder.path, dataRoot })).rejects.toMatchObject(failure)
  })

  it('has to look like one: an ordinary directory is not walked', async () => {
    using folder = temporaryDirectory()
    mkdirSync(join(folder.path, 'containers'))
    const failure = { code: 'root-not-a-data-root', context: { path: folder.path } }
    await expect(take({ folder: folder.path, dataRoot: folder.path })).rejects.toMatchObject(failure)
  })

  it('is not replaced by the sample', async () => {
    using folder = temporaryDirectory()
    const target = { folder: folder.path, dataRoot: join(folder.path, 'nowhere'), sample: 'fallback' } as const
    await expect(take(target)).rejects.toMatchObject({ code: 'root-not-found' })
  })
})

describe('an address that is none', () => {
  it('is a mistake to correct, whatever else could be read', async () => {
    using folder = temporaryDirectory()
    const dataRoot = makeSmallDataRoot(join(folder.path, 'docker'))
    await expect(take({ folder: folder.path, dataRoot, dockerHost: 'no address' })).rejects.toMatchObject({
      code: 'bad-input',
    })
  })
})

describe('the sample', () => {
  it('is shown when it alone is asked for, and says that it is one', async () => {
    using folder = temporaryDirectory()
    const { taken, updates } = await take({ folder: folder.path, sample: 'only' })
    expect(taken).toMatchObject({ source: 'sample', failures: [], observations: { sample: true } })
    expect(updates).toHaveLength(1)
  })
})

describe('a signal that has fired', () => {
  it('ends it as cancelled', async () => {
    using folder = temporaryDirectory()
    const dataRoot = makeSmallDataRoot(join(folder.path, 'docker'))
    const ended = take({ folder: folder.path, dataRoot }, { signal: AbortSignal.abort() })
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' })
  })
})
