import { expect, test } from 'vitest'
import { isSubvolume } from '../../../../src-main/sources/disk/is-subvolume.ts'
import { parseMountTable } from '../../../../src-main/sources/disk/mount-table.ts'

const mounts = parseMountTable(
  [
    '21 1 8:1 / / rw - ext4 /dev/sda1 rw',
    '30 21 0:50 / /var/lib/docker rw - btrfs /dev/sdb1 rw,subvolid=5,subvol=/',
    '31 30 0:50 /active/7 /var/lib/docker/rootfs/btrfs/one rw - btrfs /dev/sdb1 rw,subvolid=264,subvol=/active/7',
    '32 30 0:51 / /var/lib/docker/tmp rw - tmpfs none rw',
  ].join('\n'),
)

test.each([
  ['a top directory on a btrfs', '/var/lib/docker/active/7', 256, true],
  ['what stands for a subvolume in a snapshot', '/var/lib/docker/snapshots/8/inner', 2, true],
  ['another directory', '/var/lib/docker/active/7', 257, false],
  ['a mount of a subvolume', '/var/lib/docker/rootfs/btrfs/one', 256, false],
  ['another filesystem', '/var/lib/other', 256, false],
  ['another filesystem on a btrfs', '/var/lib/docker/tmp/x', 256, false],
])('says of %s whether it is a subvolume', (_what, path, ino, expected) => {
  expect(isSubvolume(path, ino, mounts)).toBe(expected)
})
