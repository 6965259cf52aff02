import { describe, expect, it } from 'vitest'
import type { FileTree } from '../../../src-main/model/file-tree.ts'
import { compareOverlay, type LowerLayer } from '../../../src-main/model/writable-layer.ts'
import { file, fileTreeOf, linked, whiteout, type TreeSketch } from '../../helpers/builders/file-tree-of.ts'

/** `opaque`: paths. */
function layer(chainId: string | null, sketch: TreeSketch, ...opaque: readonly string[]): LowerLayer {
  const tree = fileTreeOf(sketch)
  return { chainId, createdBy: chainId && `RUN ${chainId}`, tree, opaque: entriesOf(tree, opaque) }
}

const entriesOf = (tree: FileTree, paths: readonly string[]) => new Set(paths.map((path) => tree.find(path) ?? -1))

function compare(sketch: TreeSketch, lowers: readonly LowerLayer[], ...opaque: readonly string[]) {
  const tree = fileTreeOf(sketch)
  const changes = compareOverlay({ tree, opaque: entriesOf(tree, opaque) }, lowers)
  const at = (path: string) => changes.changeOf(tree.find(path) ?? -1)
  return { tree, changes, at }
}

const lower = (change: object) => ({
  allocated: 4096,
  apparent: 100,
  inodes: 1,
  incomplete: false,
  kind: 'file',
  ...change,
})

describe('a writable layer', () => {
  it('hides the file of the topmost layer that shows one', () => {
    const lowers = [layer('top', { a: file({ apparent: 7 }) }), layer('low', { a: file(), b: file() })]
    const { at } = compare({ a: file(), b: file(), c: file() }, lowers)
    expect([at('a'), at('b'), at('c')]).toEqual([
      { kind: 'copy-up', lower: lower({ chainId: 'top', createdBy: 'RUN top', apparent: 7 }) },
      { kind: 'copy-up', lower: lower({ chainId: 'low', createdBy: 'RUN low' }) },
      { kind: 'new' },
    ])
  })

  it('does not look below a whiteout, an opaque directory or a file of a lower layer', () => {
    const low = layer('low', { gone: file(), d: { a: file() }, e: { a: file() } })
    const top = layer('top', { gone: whiteout(), d: { b: file() }, e: file() }, 'd')
    const { at } = compare({ gone: file(), d: { a: file(), b: file() }, e: { a: file() } }, [top, low])
    expect([at('gone'), at('d'), at('d/a'), at('d/b')?.kind, at('e')?.kind, at('e/a')]).toEqual([
      { kind: 'new' },
      { kind: 'merged' },
      { kind: 'new' },
      'copy-up',
      'replaced',
      { kind: 'new' },
    ])
  })

  it('hides with a whiteout what all layers together show below it, each directory of each of them', () => {
    const top = layer('top', { d: { a: file(), gone: whiteout() } })
    const low = layer('low', { d: { a: file(), b: file(), gone: file() } })
    const { at, changes } = compare({ d: whiteout() }, [top, low])
    const hidden = { allocated: 4 * 4096, apparent: 200, inodes: 4 }
    expect(at('d')).toEqual({
      kind: 'whiteout',
      lower: { chainId: 'top', createdBy: 'RUN top', kind: 'directory', incomplete: false, ...hidden },
    })
    expect(changes.summary.whiteouts).toEqual({ entries: 1, hidden: 4 * 4096 })
  })

  it('hides nothing with a whiteout of nothing', () => {
    const { at, changes } = compare({ d: whiteout() }, [layer('low', {})])
    expect(at('d')).toEqual({ kind: 'whiteout', lower: null })
    expect(changes.summary.whiteouts).toEqual({ entries: 1, hidden: 0 })
  })

  it('tells a directory that was made anew from one that is merged and from a new one that is marked too', () => {
    const low = layer('low', { d: { a: file() }, e: { a: file() } })
    const { at, changes } = compare({ d: { a: file() }, e: { b: file() }, f: {} }, [low], 'd', 'f')
    expect([at('d')?.kind, at('d/a'), at('e'), at('f')]).toEqual([
      'opaque',
      { kind: 'new' },
      { kind: 'merged' },
      { kind: 'new' },
    ])
    expect(changes.summary.opaque).toEqual({ directories: 1, hidden: 2 * 4096 })
  })

  it('says that nobody knows which directories are opaque, and why', () => {
    const tree = fileTreeOf({ d: {} })
    const { summary } = compareOverlay({ tree, opaque: 'not-allowed' }, [layer('low', { d: { a: file() } })])
    expect([summary.opaque, summary.opaqueBecause]).toEqual([null, 'not-allowed'])
  })

  it('counts a lower inode once, whatever hides its names', () => {
    const low = layer('low', { a: linked(7, 3), d: { b: linked(7, 3), c: linked(7, 3) } })
    const { at, changes } = compare({ a: whiteout(), d: whiteout() }, [low])
    const hidden = (path: string) => {
      const change = at(path)
      return change?.kind === 'whiteout' ? change.lower?.allocated : null
    }
    expect([hidden('a'), hidden('d')]).toEqual([4096, 2 * 4096])
    expect(changes.summary.whiteouts.hidden).toBe(2 * 4096)
  })

  it('takes the init layer for what it is', () => {
    const lowers = [layer(null, { '.dockerenv': file({ allocated: 0, apparent: 0 }), dev: {} }), layer('low', {})]
    const { at } = compare({ '.dockerenv': whiteout(), dev: { x: file() } }, lowers)
    expect(at('.dockerenv')).toMatchObject({ lower: { chainId: null, createdBy: null, allocated: 0 } })
    expect([at('dev'), at('dev/x')]).toEqual([{ kind: 'merged' }, { kind: 'new' }])
  })

  it('says nothing of what lies in a directory that could not be read below', () => {
    const low = layer('low', { d: { a: file() } })
    const unread = fileTreeOf({ d: file({ kind: 'directory', flags: 1, apparent: 0 }) })
    const { at, changes } = compare({ d: { a: file(), b: whiteout() } }, [{ ...low, tree: unread }])
    expect([at('d')?.kind, at('d/a'), at('d/b')]).toEqual(['merged', null, null])
    expect(changes.summary.because).toBe('permission-denied')
  })

  it('makes the parts out of what is in it', () => {
    const lowers = [layer('low', { a: file(), d: {}, e: file() })]
    const { tree, changes } = compare({ a: file(), d: { n: file(), m: {} }, e: {}, w: whiteout() }, lowers)
    const { created, copyUps, replaced, other } = changes.summary
    expect([created.allocated, copyUps.allocated, replaced.entries, other.entries]).toEqual([4096, 4096, 1, 5])
    expect(created.allocated + copyUps.allocated + replaced.allocated + other.allocated).toBe(tree.usage(0).allocated)
  })
})
