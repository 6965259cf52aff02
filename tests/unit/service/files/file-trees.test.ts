import { describe, expect, it } from 'vitest'
import { AppError, isAppError } from '../../../../src-main/errors/app-error.ts'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import type { FileChanges } from '../../../../src-main/model/file-changes.ts'
import type { FileTree } from '../../../../src-main/model/file-tree.ts'
import { FileTrees, type FileTreesParts } from '../../../../src-main/service/files/file-trees.ts'
import type { FilesRead, FilesRequest } from '../../../../src-main/sources/files/files-reader.ts'
import type { FilesOf, FilesState } from '../../../../src-main/views/files.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'
import { madeTree } from '../../../helpers/builders/made-tree.ts'

const inventory = buildInventory(fiveContainers())
const [one, two, three] = inventory.containers.map(({ id }): FilesOf => ({ kind: 'container', id }))
if (one === undefined || two === undefined || three === undefined) throw new Error('the example has five containers')

const part = { path: '', sort: 'name', descending: false, offset: 0, limit: 10 } as const

/** Trees whose readings go on as the test says. */
function open(change: Partial<FileTreesParts> = {}) {
  const readings: Reading[] = []
  const read = (request: FilesRequest): Promise<FilesRead> => {
    const { promise, resolve, reject } = Promise.withResolvers<FilesRead>()
    request.signal.addEventListener('abort', () => {
      reject(new AppError('cancelled', 'stopped'))
    })
    readings.push({ request, end: resolve, fail: reject })
    return promise
  }
  const trees = new FileTrees({
    ...{ inventory: () => inventory, reader: () => ({ read }), readChanges: null },
    clock: () => new Date('2026-11-28T12:00:00Z'),
    ...change,
  })
  return { trees, readings }
}

interface Reading {
  readonly request: FilesRequest
  readonly end: (read: FilesRead) => void
  readonly fail: (error: unknown) => void
}

const asTree = (tree: FileTree): FilesRead => ({ kind: 'tree', tree, source: 'walk', direct: true })
const SMALL = madeTree({ file: {} })

/** Somebody who looks at a place. */
function follow(trees: FileTrees, of: FilesOf, again = false) {
  const controller = new AbortController()
  const states = trees.open(of, again, controller.signal)
  return {
    next: async (): Promise<FilesState> => {
      const { done, value } = await states.next()
      if (done === true) throw new Error('it is over')
      return value
    },
    until: async (stage: FilesState['stage']): Promise<FilesState> => {
      for await (const state of states) if (state.stage === stage) return state
      throw new Error('it is over')
    },
    isOver: async () => (await states.next()).done === true,
    leave: async () => {
      controller.abort()
      await states.return()
    },
  }
}

/** Looks at a place until it is read, and leaves. */
async function look({ trees, readings }: ReturnType<typeof open>, of: FilesOf, tree = SMALL): Promise<void> {
  const reader = follow(trees, of)
  await reader.next()
  readings.at(-1)?.end(asTree(tree))
  const state = await reader.next()
  expect(state.stage).toBe('ready')
  await reader.leave()
}

const isOpen = (trees: FileTrees, of: FilesOf): boolean => {
  try {
    return trees.list({ of, ...part }).total >= 0
  } catch (error) {
    if (isAppError(error, 'not-found')) return false
    throw error
  }
}

describe('a place that is opened', () => {
  it('is read, and tells how far it is', async () => {
    const { trees, readings } = open()
    const reader = follow(trees, one)
    expect(await reader.next()).toEqual({ stage: 'reading', inodes: 0, allocated: 0 })
    readings[0]?.request.onProgress?.({ inodes: 3, allocated: 4096 })
    expect(await reader.next()).toEqual({ stage: 'reading', inodes: 3, allocated: 4096 })
    readings[0]?.end(asTree(SMALL))
    const directory = inventory.containers[0]?.directory
    expect(await reader.next()).toMatchObject({
      stage: 'ready',
      summary: { directory, source: 'walk', readAt: '2026-11-28T12:00:00.000Z', comparing: false, changes: null },
    })
    expect(readings[0]?.request.place).toMatchObject({ directory, only: null, archive: null, whiteouts: 'device' })
    expect(trees.list({ of: one, ...part })).toMatchObject({ total: 1, rows: [{ name: 'file' }] })
    await reader.leave()
  })

  it('is read once for all who follow it', async () => {
    const { trees, readings } = open()
    const [first, second] = [follow(trees, one), follow(trees, one)]
    await first.next()
    expect(await second.next()).toMatchObject({ stage: 'reading' })
    readings[0]?.end(asTree(SMALL))
    expect([(await first.next()).stage, (await second.next()).stage]).toEqual(['ready', 'ready'])
    expect(readings.length).toBe(1)
    await Promise.all([first.leave(), second.leave()])
  })

  it('goes on being read until the last one has left', async () => {
    const { trees, readings } = open()
    const [first, second] = [follow(trees, one), follow(trees, one)]
    await Promise.all([first.next(), second.next()])
    await first.leave()
    expect(readings[0]?.request.signal.aborted).toBe(false)
    await second.leave()
    expect(readings[0]?.request.signal.aborted).toBe(true)
    expect(isOpen(trees, one)).toBe(false)
  })

  it('is not read again by who comes back', async () => {
    const opened = open()
    await look(opened, one)
    const reader = follow(opened.trees, one)
    expect(await reader.next()).toMatchObject({ stage: 'ready' })
    expect(opened.readings.length).toBe(1)
    await reader.leave()
  })

  it('is read anew when that is asked for, and shows what there was until then', async () => {
    const opened = open()
    const { trees, readings } = opened
    await look(opened, one)
    const reader = follow(trees, one, true)
    expect(await reader.next()).toMatchObject({ stage: 'reading' })
    expect(trees.list({ of: one, ...part }).total).toBe(1)
    readings[1]?.end(asTree(madeTree({ a: {}, b: {} })))
    await reader.until('ready')
    expect(trees.list({ of: one, ...part }).total).toBe(2)
    await reader.leave()
  })

  it('says why it cannot be read, and is tried again by the next one', async () => {
    const { trees, readings } = open()
    const reader = follow(trees, one)
    await reader.next()
    readings[0]?.end({ kind: 'unread', because: 'permission-denied', detail: 'EACCES' })
    expect(await reader.next()).toEqual({ stage: 'unavailable', because: 'permission-denied', detail: 'EACCES' })
    await reader.leave()
    const next = follow(trees, one)
    expect(await next.next()).toMatchObject({ stage: 'reading' })
    expect(readings.length).toBe(2)
    await next.leave()
  })

  it('says when reading it failed', async () => {
    const { trees, readings } = open()
    const reader = follow(trees, one)
    await reader.next()
    readings[0]?.fail(new AppError('walk-failed', 'A walk process died.'))
    expect(await reader.next()).toMatchObject({ stage: 'unavailable', detail: 'A walk process died.' })
    await reader.leave()
  })

  it('cannot be read where nothing was read by anybody', async () => {
    const { trees } = open({ reader: () => null })
    const reader = follow(trees, one)
    expect(await reader.until('unavailable')).toMatchObject({ because: 'no-data-root' })
    await reader.leave()
  })

  it('is one of the inventory', () => {
    const { trees } = open()
    expect(() => trees.open({ kind: 'volume', id: '../../etc' }, false, undefined)).toThrow('no volume')
    expect(() => trees.list({ of: one, ...part })).toThrow('not open')
  })

  it('has no directory of a name that is not there', async () => {
    const opened = open()
    await look(opened, one)
    expect(() => opened.trees.list({ of: one, ...part, path: 'gone' })).toThrow('There is no gone')
  })
})

describe('a container’s place', () => {
  const changes: FileChanges = {
    kindOf: () => 'new',
    changeOf: () => ({ kind: 'new' }),
    summary: { because: 'read-error' } as FileChanges['summary'],
  }

  it('is shown first, and compared with the layers below then', async () => {
    const { promise, resolve } = Promise.withResolvers<FileChanges | null>()
    const { trees, readings } = open({ readChanges: () => promise })
    const reader = follow(trees, one)
    await reader.next()
    readings[0]?.end(asTree(SMALL))
    expect(await reader.next()).toMatchObject({ stage: 'ready', summary: { comparing: true, changes: null } })
    resolve(changes)
    expect(await reader.next()).toMatchObject({
      summary: { comparing: false, changes: changes.summary, presets: { new: 1 } },
    })
    expect(trees.list({ of: one, ...part }).rows[0]?.change).toEqual({ kind: 'new' })
    await reader.leave()
  })

  it('is compared by the next one when the first one left too early', async () => {
    let asked = 0
    const { trees, readings } = open({
      readChanges: ({ signal }) => {
        asked += 1
        if (asked > 1) return Promise.resolve(changes)
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new AppError('cancelled', 'stopped'))
          })
        })
      },
    })
    const first = follow(trees, one)
    await first.next()
    readings[0]?.end(asTree(SMALL))
    await first.next()
    await first.leave()
    const second = follow(trees, one)
    for (;;) {
      const state = await second.next()
      if (state.stage === 'ready' && !state.summary.comparing) break
    }
    expect([asked, readings.length]).toEqual([2, 1])
    await second.leave()
  })

  it('keeps its files when they cannot be compared', async () => {
    const { trees, readings } = open({
      readChanges: () => Promise.reject(new AppError('walk-failed', 'A walk process died.')),
    })
    const reader = follow(trees, one)
    await reader.next()
    readings[0]?.end(asTree(SMALL))
    for (;;) {
      const state = await reader.next()
      expect(state.stage).toBe('ready')
      if (state.stage === 'ready' && !state.summary.comparing) break
    }
    await reader.leave()
  })

  it('reads a layer below it once', async () => {
    const place = { role: 'data-root', only: null, archive: null, whiteouts: 'device' } as const
    const lower = { ...place, root: '/r', directory: '/r/lower' }
    const { trees, readings } = open({
      readChanges: async ({ read }) => {
        await read(lower)
        await read(lower)
        return null
      },
    })
    const reader = follow(trees, one)
    await reader.next()
    readings[0]?.end(asTree(SMALL))
    await reader.next()
    await expect.poll(() => readings.length).toBe(2)
    readings[1]?.end(asTree(SMALL))
    await reader.next()
    expect(readings.map(({ request }) => request.place.directory).slice(1)).toEqual(['/r/lower'])
    await reader.leave()
  })
})

describe('trees that are kept', () => {
  it('are the ones that were used last', async () => {
    const opened = open({ most: 4 })
    await look(opened, one)
    await look(opened, two)
    expect(isOpen(opened.trees, one)).toBe(true)
    await look(opened, three)
    expect([one, two, three].map((of) => isOpen(opened.trees, of))).toEqual([true, false, true])
  })

  it('are all that somebody follows, however large', async () => {
    const opened = open({ most: 1 })
    const { trees, readings } = opened
    const reader = follow(trees, one)
    await reader.next()
    readings[0]?.end(asTree(SMALL))
    await reader.next()
    await look(opened, two)
    expect([isOpen(trees, one), isOpen(trees, two)]).toEqual([true, false])
    await reader.leave()
    expect(isOpen(trees, one)).toBe(false)
  })

  it('are none once something else is shown, and who followed is told', async () => {
    const opened = open()
    const { trees, readings } = opened
    await look(opened, one)
    const reader = follow(trees, two)
    await reader.next()
    trees.clear()
    expect(await reader.isOver()).toBe(true)
    expect([readings[1]?.request.signal.aborted, isOpen(trees, one)]).toEqual([true, false])
  })
})
