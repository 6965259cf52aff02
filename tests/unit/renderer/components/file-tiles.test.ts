import { describe, expect, it } from 'vitest'
import type { FilesTile } from '../../../../src-main/views/files.ts'
import {
  fileTiles,
  lookOfChange,
  pathOfTile,
  tileShowing,
  tilesById,
  type TileDrawing,
} from '../../../../src-renderer/components/files/file-tiles.ts'

const DRAWING: TileDrawing = {
  colour: 'writable',
  byChange: true,
  words: { bytes: (bytes) => `${bytes} B`, rest: (inodes) => `${inodes} more`, itself: 'itself' },
}

function tile(path: string, facts: Partial<FilesTile> = {}): FilesTile {
  const tiles = facts.tiles ?? []
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    kind: tiles.length > 0 ? 'directory' : 'file',
    bytes: tiles.reduce((sum, { bytes }) => sum + bytes, 0),
    inodes: 1 + tiles.reduce((sum, { inodes }) => sum + inodes, 0),
    change: null,
    tiles,
    ...facts,
  }
}

function rest(path: string, bytes: number, inodes: number): FilesTile {
  return tile(path, { name: '', kind: 'rest', bytes, inodes })
}

describe('tiles of files', () => {
  it('are what the application found, in its own sizes', () => {
    const top = tile('', { tiles: [tile('a', { bytes: 5, change: 'new' }), rest('', 3, 9)] })
    expect(fileTiles(top, DRAWING)).toMatchObject([
      { id: 'a', name: '/a', value: 5, look: 'full', lines: ['5 B'] },
      { id: '/', name: '9 more', value: 3, look: 'pale' },
    ])
  })

  it('put a directory that holds one other and nothing else into one with it', () => {
    const inner = tile('root/.cache', {
      tiles: [tile('root/.cache/x', { bytes: 4 }), tile('root/.cache/y', { bytes: 2 })],
    })
    const top = tile('', { tiles: [tile('root', { tiles: [inner, rest('root', 1, 1)] })] })
    const [node] = fileTiles(top, DRAWING)
    expect(node).toMatchObject({ id: 'root/.cache', name: '/root/.cache', lines: ['6 B'] })
    expect(node!.children.map(({ id }) => id)).toEqual(['root/.cache/x', 'root/.cache/y'])
    expect(tileShowing('root', tilesById(top))).toBe('root/.cache')
  })

  it('look like most of what is in them', () => {
    const mixed = tile('usr', {
      tiles: [tile('usr/a', { bytes: 9, change: 'copy-up' }), tile('usr/b', { bytes: 5, change: 'new' })],
      change: 'merged',
    })
    expect(fileTiles(tile('', { tiles: [mixed] }), DRAWING)[0]?.look).toBe('hatched')
  })

  it('count what is folded as new in a directory that is new itself', () => {
    const made = tile('made', {
      change: 'new',
      tiles: [tile('made/a', { bytes: 9, change: 'new' }), rest('made', 5, 4)],
    })
    const old = tile('old', {
      change: 'merged',
      tiles: [tile('old/a', { bytes: 2, change: 'new' }), rest('old', 5, 4)],
    })
    const [first, second] = fileTiles(tile('', { tiles: [made, old] }), DRAWING)
    expect([first?.children[1]?.look, second?.children[1]?.look, second?.look]).toEqual(['full', 'pale', 'pale'])
  })

  it('are all alike but for what is folded where nothing is below', () => {
    const top = tile('', { tiles: [tile('a', { bytes: 5 }), rest('', 3, 9)] })
    expect(fileTiles(top, { ...DRAWING, byChange: false }).map(({ look }) => look)).toEqual(['full', 'pale'])
  })

  it('have a look for everything that a writable layer did', () => {
    const looks = (
      ['new', 'replaced', 'copy-up', 'changed', 'merged', 'whiteout', 'opaque', 'inherited', null] as const
    ).map(lookOfChange)
    expect(looks).toEqual(['full', 'full', 'hatched', 'hatched', 'pale', 'pale', 'pale', 'pale', 'pale'])
  })

  it('lead back to a path', () => {
    expect([pathOfTile('a/b'), pathOfTile('/a'), pathOfTile('/')]).toEqual(['a/b', 'a', ''])
  })
})
