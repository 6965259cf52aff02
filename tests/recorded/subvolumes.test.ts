import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { WalkResult } from '../../src-main/sources/disk/walk-types.ts'
import { onBtrfs } from '../helpers/btrfs.ts'
import { totalOf } from '../unit/sources/disk/walk-fixture.ts'

const WALK = fileURLToPath(new URL('../unit/sources/disk/walk-once.ts', import.meta.url))

/** Two subvolumes of the same shape, so that inode numbers are the same in both; one is in the other's snapshot. */
const FILL = `cd "$root"; mkdir -p store/active store/snapshots rootfs/btrfs/one
  btrfs subvolume create store/active/1; dd status=none if=/dev/urandom of=store/active/1/file bs=1000 count=9
  ln store/active/1/file store/active/1/again; mkdir store/active/1/sub; echo x >store/active/1/sub/x
  btrfs subvolume create store/active/2; dd status=none if=/dev/urandom of=store/active/2/file bs=1000 count=90
  ln store/active/2/file store/active/2/again
  btrfs subvolume create store/active/1/sub/nested; echo y >store/active/1/sub/nested/y
  btrfs subvolume snapshot -r store/active/1 store/snapshots/3`

interface Walked {
  readonly result: WalkResult
  readonly root: string
  /** Of `du` over devices, where nothing was mounted yet. */
  readonly du: { readonly allocated: number; readonly inodes: number }
}

function walkOn(places: readonly string[], { mount = 'true', told = true, at = '$root' } = {}): Walked {
  const { root, answer } = onBtrfs({
    fill: FILL,
    then: `du -s --block-size=1 "$root" | cut -f1; du -s --inodes "$root" | cut -f1; ${mount}
      exec "$NODE" "$WALK" "${at}" ${places.join(' ')}`,
    env: { WALK, ...(told ? {} : { UNTOLD: '1' }) },
  })
  const [allocated, inodes, result = ''] = answer.split('\n')
  return {
    root,
    du: { allocated: Number(allocated), inodes: Number(inodes) },
    result: JSON.parse(result) as WalkResult,
  }
}

describe('subvolumes of btrfs in a root', () => {
  it('are part of it, at any depth, as du counts them', () => {
    const { result, du } = walkOn([])
    const { allocated, inodes } = totalOf(result)
    expect({ allocated, inodes }).toEqual(du)
    expect(result.gaps).toEqual([])
    expect(allocated).toBeGreaterThan(2 * 9_000 + 90_000)
  })

  it('are places, with the inodes of each', () => {
    const { result, du } = walkOn([
      'store/active/1',
      'store/active/2',
      'store/active/1/sub/nested',
      'store/snapshots/3',
    ])
    const own = result.usages.map((usage) => [usage?.own.inodes, usage?.own.apparent, usage?.incomplete])
    // The snapshot of a nested subvolume is an empty directory.
    expect(own.slice(1)).toEqual([
      [4, 9_002, null],
      [2, 90_000, null],
      [2, 2, null],
      [5, 9_002, null],
    ])
    expect(totalOf(result).allocated).toBe(du.allocated)
    expect(totalOf(result).inodes).toBe(du.inodes)
    expect(result.gaps).toEqual([])
  })

  it('keep links apart that have the same inode numbers', () => {
    // One name of each file is in a place of its own.
    const { result, du } = walkOn(['store/active/1/again', 'store/active/2/again', 'store/snapshots/3/again'])
    expect(totalOf(result).allocated).toBe(du.allocated)
    expect(totalOf(result).inodes).toBe(du.inodes)
    expect(result.usages.slice(1).map((usage) => usage?.own.apparent)).toEqual([9_000, 90_000, 9_000])
  })

  it.each([
    ['that was there before the walk', true],
    ['that came after the table was read', false],
  ])('are not entered a second time through a mount %s', (_when, told) => {
    const mount = 'mount --bind store/active/2 rootfs/btrfs/one'
    const { result, du } = walkOn(['store/active/2'], { mount, told })
    // All but the directory under the mount, which has no blocks.
    expect(totalOf(result)).toMatchObject({ allocated: du.allocated, inodes: du.inodes - 1 })
    expect(result.gaps).toEqual([])
  })

  it.each(['btrfs', 'tmpfs'])('are not entered where one is a mount point of %s', (type) => {
    const source = type === 'btrfs' ? '--bind store/active/1' : '-t tmpfs none'
    const mount = `mount ${source} store/active/2; echo z >store/active/2/z`
    for (const told of [true, false]) {
      const { result, root } = walkOn(['store/active/2'], { mount, told })
      expect(result.usages[1]?.incomplete).toBe('mounted-elsewhere')
      expect(result.gaps.map(({ path, reason }) => [path, reason])).toEqual([
        [`${root}/store/active/2`, 'mounted-elsewhere'],
      ])
    }
  })

  it('are part of a root that is one itself, or that is mounted onto itself', () => {
    const plain = walkOn([])
    const bound = walkOn([], { mount: 'mount --bind "$root" "$root"; cd "$root"' })
    expect(totalOf(bound.result)).toEqual(totalOf(plain.result))
    const inner = walkOn(['sub/nested'], { at: '$root/store/active/1' })
    expect(totalOf(inner.result)).toMatchObject({ apparent: 9_004, inodes: 6 })
    expect([bound.result.gaps, inner.result.gaps]).toEqual([[], []])
  })
})
