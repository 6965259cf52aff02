import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { FileRow, FilesPage } from '../../../../src-main/views/files.ts'
import type { Answer, ListRequest } from '../../../../src-renderer/composables/file-source.ts'
import { useFileParts, type ListedPlace } from '../../../../src-renderer/components/files/file-parts.ts'

const PLACE: ListedPlace = {
  of: { kind: 'volume', id: 'v' },
  tree: 1,
  at: '',
  sort: { by: 'allocated', descending: true },
  preset: null,
  measure: 'allocated',
}

/** So many entries are right below the place; the first of them is a directory. */
const ENTRIES = 1500

function rowAt(path: string, index: number): FileRow {
  const name = `n${index}`
  const isDirectory = index === 0
  return {
    name,
    path: path === '' ? name : `${path}/${name}`,
    kind: isDirectory ? 'directory' : 'file',
    entries: isDirectory ? 3 : 0,
  } as FileRow
}

/** A page that asks; answers come when the test says so. */
function start(first: Partial<ListedPlace> = {}) {
  const asked: ListRequest[] = []
  const waiting: ((answer: Answer<FilesPage>) => void)[] = []
  const place = shallowRef<ListedPlace>({ ...PLACE, ...first })
  const list = (request: ListRequest): Promise<Answer<FilesPage>> => {
    asked.push(request)
    return new Promise((resolve) => waiting.push(resolve))
  }
  const source = { list, discover: () => Promise.reject(new Error('nobody asks for it')) }
  const parts = effectScope().run(() => useFileParts(source, () => place.value))!
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    asked,
    place,
    parts,
    keys: () => parts.lines.value.map(({ key }) => key),
    answer: async (index: number, total = ENTRIES): Promise<void> => {
      const { path, offset, limit } = asked[index]!
      const count = Math.max(0, Math.min(limit, total - offset))
      const rows = Array.from({ length: count }, (_, n) => rowAt(path, offset + n))
      waiting[index]!({ kind: 'answer', value: { rows, total } })
      await settle()
    },
    fail: async (index: number): Promise<void> => {
      waiting[index]!({ kind: 'failed', failure: null })
      await settle()
    },
  }
}

describe('parts of a directory', () => {
  it('are asked for one after the other, until all are there', async () => {
    const { asked, answer, parts } = start()
    expect(asked).toMatchObject([{ path: '', offset: 0, limit: 200, sort: 'allocated', descending: true }])
    await answer(0)
    expect(parts.lines.value.at(-1)).toMatchObject({ kind: 'more', left: 1300 })
    parts.more('')
    parts.more('')
    expect(asked.slice(1)).toMatchObject([{ offset: 200, limit: 1000 }])
    await answer(1)
    parts.more('')
    await answer(2)
    parts.more('')
    expect([asked.length, parts.lines.value.length, parts.total.value]).toEqual([3, ENTRIES, ENTRIES])
  })

  it('of what is unfolded are asked for then, and kept when it is folded', async () => {
    const { asked, answer, parts, keys } = start()
    await answer(0, 2)
    parts.unfold('n0', true)
    await answer(1, 3)
    expect(keys()).toEqual(['n0', 'n0/n0', 'n0/n1', 'n0/n2', 'n1'])
    parts.unfold('n0', false)
    parts.unfold('n0', true)
    expect([asked.length, keys().length]).toEqual([2, 5])
  })

  it('are asked for anew in another order, and an answer about the order before comes too late', async () => {
    const { asked, answer, parts, place, keys } = start()
    await answer(0, 2)
    parts.unfold('n0', true)
    place.value = { ...place.value, sort: { by: 'name', descending: false } }
    await nextTick()
    expect(asked.slice(2)).toMatchObject([
      { path: '', sort: 'name', offset: 0 },
      { path: 'n0', sort: 'name', offset: 0 },
    ])
    await answer(1, 3)
    expect(keys()).toEqual(['/'])
    await answer(2, 2)
    await answer(3, 1)
    expect(keys()).toEqual(['n0', 'n0/n0', 'n1'])
  })

  it('that did not come can be asked for again', async () => {
    const { asked, answer, fail, parts, keys } = start()
    await fail(0)
    expect(parts.lines.value).toMatchObject([{ kind: 'more', failed: true }])
    parts.more('')
    await answer(1, 1)
    expect([asked.length, keys()]).toEqual([2, ['n0']])
  })

  it('are not asked for while there is no tree', async () => {
    const { asked, place } = start({ tree: 0 })
    expect(asked).toEqual([])
    place.value = { ...place.value, tree: 1 }
    await nextTick()
    expect(asked.length).toBe(1)
  })
})
