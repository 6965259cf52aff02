import { describe, expect, it } from 'vitest'
import type { FileRow } from '../../../../src-main/views/files.ts'
import {
  crumbsOf,
  fileLines,
  nearestAround,
  parentOf,
  type DirectoryPart,
} from '../../../../src-renderer/components/files/file-lines.ts'

function row(path: string, entries = 0): FileRow {
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    kind: entries > 0 ? 'directory' : 'file',
    flags: [],
    sparse: false,
    length: 1,
    nlink: 1,
    countedAt: null,
    modifiedAt: '2026-11-21T14:32:00Z',
    newestAt: '2026-11-21T14:32:00Z',
    entries,
    change: null,
    allocated: 4096,
    apparent: 1,
    inodes: 1,
    incomplete: false,
  }
}

function part(rows: readonly FileRow[], total: number | null = rows.length): DirectoryPart {
  return { rows, total, loading: false, failed: null }
}

const TREE = new Map([
  ['', part([row('a', 2), row('b')])],
  ['a', part([row('a/x'), row('a/y', 1)])],
  ['a/y', part([row('a/y/z')])],
])

function keysOf(unfolded: readonly string[], parts: ReadonlyMap<string, DirectoryPart> = TREE, at = ''): string[] {
  return fileLines({ at, parts, unfolded: new Set(unfolded), flat: false }).map(({ key, level }) => `${level} ${key}`)
}

describe('the lines of a tree', () => {
  it('are the entries of a directory and of what is unfolded in it, depth first', () => {
    expect(keysOf([])).toEqual(['1 a', '1 b'])
    expect(keysOf(['a', 'a/y'])).toEqual(['1 a', '2 a/x', '2 a/y', '3 a/y/z', '1 b'])
    expect(keysOf(['a/y'], TREE, 'a')).toEqual(['1 a/x', '1 a/y', '2 a/y/z'])
  })

  it('say where each stands among its siblings, all of them counted', () => {
    const [first] = fileLines({
      at: '',
      parts: new Map([['', part([row('a', 2)], 5000)]]),
      unfolded: new Set(),
      flat: false,
    })
    expect(first).toMatchObject({ position: 1, siblings: 5000, unfolded: false })
  })

  it('end with how many more there are', () => {
    const lines = fileLines({
      at: '',
      parts: new Map([['', part([row('b')], 100_000)]]),
      unfolded: new Set(),
      flat: false,
    })
    expect(lines.at(-1)).toEqual({
      kind: 'more',
      key: '/',
      directory: '',
      level: 1,
      left: 99_999,
      loading: false,
      failed: false,
    })
  })

  it('have a place for what is being asked for, and for what did not come', () => {
    expect(keysOf(['a'], new Map([['', part([row('a', 2)])]]))).toEqual(['1 a', '2 /a'])
    const failed: DirectoryPart = { rows: [], total: null, loading: false, failed: { failure: null } }
    const [line] = fileLines({ at: '', parts: new Map([['', failed]]), unfolded: new Set(), flat: false })
    expect(line).toMatchObject({ kind: 'more', left: null, failed: true })
  })

  it('unfold nothing in a list that cuts through the tree', () => {
    const [first] = fileLines({ at: '', parts: TREE, unfolded: new Set(['a']), flat: true })
    expect(first).toMatchObject({ key: 'a', unfolded: null })
  })
})

describe('a path', () => {
  it('has a directory around it, and a way down to it', () => {
    expect([parentOf('a/b/c'), parentOf('a'), parentOf('')]).toEqual(['a/b', '', ''])
    expect(crumbsOf('a/b')).toEqual([
      { path: 'a', name: 'a' },
      { path: 'a/b', name: 'b' },
    ])
    expect(crumbsOf('')).toEqual([])
  })

  it('is shown by the nearest thing around it that is there', () => {
    const isThere = (path: string): boolean => ['a', 'a/y'].includes(path)
    expect([nearestAround('a/y/z/1', isThere), nearestAround('a/x', isThere), nearestAround('c/d', isThere)]).toEqual([
      'a/y',
      'a',
      null,
    ])
  })
})
