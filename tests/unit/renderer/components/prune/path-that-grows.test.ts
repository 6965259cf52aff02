import { describe, expect, it } from 'vitest'
import type { FilesTile } from '../../../../../src-main/views/files.ts'
import { pathThatGrows } from '../../../../../src-renderer/components/prune/path-that-grows.ts'

/** Bytes of files by path, as a map of them has them: the largest first, and a rest for what is no directory. */
function mapOf(files: Readonly<Record<string, number>>, path = ''): FilesTile {
  const inside = Object.entries(files)
  const names = new Set(inside.map(([name]) => name.split('/', 1).join('')))
  const tiles = [...names].map((name): FilesTile => {
    const below = inside.flatMap(([each, bytes]) =>
      each.startsWith(`${name}/`) ? [[each.slice(name.length + 1), bytes]] : [],
    )
    const whole = path === '' ? name : `${path}/${name}`
    if (below.length > 0) return mapOf(Object.fromEntries(below) as Record<string, number>, whole)
    return { ...LEAF, name, path: whole, bytes: files[name] ?? 0 }
  })
  const bytes = tiles.reduce((sum, tile) => sum + tile.bytes, 0)
  const name = path.slice(path.lastIndexOf('/') + 1)
  return { ...LEAF, name, path, kind: 'directory', bytes, tiles: tiles.toSorted((a, b) => b.bytes - a.bytes) }
}

const LEAF = { kind: 'file', inodes: 1, change: null, tiles: [] } as const

describe('where a container writes', () => {
  it('is the deepest directory with most of its bytes', () => {
    const top = mapOf({ 'app/data/db/one': 50, 'app/data/db/two': 35, 'app/data/log': 5, 'tmp/x': 10 })
    expect(pathThatGrows(top)).toEqual({ kind: 'found', path: '/app/data/db', bytes: 85, all: 100 })
  })

  it('is above those that share it', () => {
    const top = mapOf({ 'app/data/a/x': 45, 'app/data/b/x': 45, 'tmp/x': 10 })
    expect(pathThatGrows(top)).toMatchObject({ path: '/app/data', bytes: 90 })
  })

  it('is the largest directory below one of the image', () => {
    const top = mapOf({ 'var/lib/mysql/db/x': 60, 'var/cache/apt/x': 25, 'usr/bin/x': 15 })
    expect(pathThatGrows(top)).toEqual({ kind: 'found', path: '/var/lib/mysql/db', bytes: 60, all: 100 })
  })

  it.each([
    ['/usr/lib', { 'usr/lib/one.so': 90, 'tmp/x': 10 }],
    ['/usr', { 'usr/bin/x': 50, 'usr/lib64/x': 50 }],
    ['/etc', { 'etc/x': 100 }],
    ['/', { 'a/x': 40, 'b/x': 30, 'c/x': 30 }],
    ['/', { core: 100 }],
    ['/var', { 'var/lib/a/x': 40, 'var/lib/b/x': 30, 'var/log/x': 30 }],
  ])('is none that a volume would not hide: %s', (path, files) => {
    expect(pathThatGrows(mapOf(files))).toEqual({ kind: 'of-image', path })
  })

  it('has no name that means something else where it is pasted', () => {
    expect(pathThatGrows(mapOf({ 'data/my files: $(x)/x': 100 }))).toMatchObject({ path: '/data' })
    expect(pathThatGrows(mapOf({ 'my files/x': 100 }))).toEqual({ kind: 'of-image', path: '/' })
  })

  it('is nowhere in a layer without anything', () => {
    expect(pathThatGrows(mapOf({}))).toEqual({ kind: 'of-image', path: '/' })
  })
})
