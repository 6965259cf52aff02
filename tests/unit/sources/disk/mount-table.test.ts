import { describe, expect, test } from 'vitest'
import { parseMountTable, readMountTable } from '../../../../src-main/sources/disk/mount-table.ts'

const LINES = [
  '21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '30 21 8:17 / /var/lib/docker rw,relatime shared:2 master:7 - xfs /dev/sdb1 rw',
  '31 30 0:50 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw,lowerdir=/x:/y - z',
  '32 30 8:17 /volumes/v /var/lib/docker/rootfs/with\\040space rw - xfs /dev/sdb1 rw',
  '33 30 0:51 / /var/lib/docker/tab\\011line\\012back\\134slash rw - tmpfs none rw',
  '34 30 0:52 / /var/lib/docker/caf\xe9 rw - tmpfs none rw',
  '35 30 0:53 / /var/lib/docker/gone//deleted rw - tmpfs none rw',
  '36 21 0:54 / /var/lib/docker-other rw - tmpfs none rw',
  '37 30 0:55 / /var/lib/docker/overlay2/abc/merged rw shared:3 - overlay second rw',
  '38 30 0:56 / /var/lib/docker/\xe6\x97\xa5 rw - tmpfs none rw',
  'nonsense',
  '',
]
const table = parseMountTable(LINES.join('\n'))

describe('below', () => {
  test('lists what is mounted strictly below a path, each point once, as the names really are', () => {
    expect(table.below('/var/lib/docker')).toEqual([
      '/var/lib/docker/caf\udce9',
      '/var/lib/docker/overlay2/abc/merged',
      '/var/lib/docker/rootfs/with space',
      '/var/lib/docker/tab\tline\nback\\slash',
      '/var/lib/docker/日',
    ])
  })

  test('lists everything but the root below the root', () => {
    expect(table.below('/')).toHaveLength(7)
  })
})

describe('filesystemOf', () => {
  test('finds the longest mount point that contains a path', () => {
    const docker = { type: 'xfs', device: '/dev/sdb1', mountPoint: '/var/lib/docker' }
    expect(table.filesystemOf('/var/lib/docker/volumes')).toEqual(docker)
    expect(table.filesystemOf('/var/lib/docker')).toEqual(docker)
    expect(table.filesystemOf('/var/lib/dockerish')).toMatchObject({ mountPoint: '/' })
  })

  test('finds the last of those mounted on one point', () => {
    expect(table.filesystemOf('/var/lib/docker/overlay2/abc/merged/etc')).toMatchObject({ device: 'second' })
  })

  test('knows nothing without a table', () => {
    expect(parseMountTable('').filesystemOf('/')).toBeNull()
  })
})

describe('overlaysBelow', () => {
  test('names what each is made of, by absolute paths only', () => {
    const overlays = parseMountTable(
      [
        '31 30 0:50 / /d/rootfs/overlayfs/one rw - overlay overlay rw,lowerdir=/c/with\\054comma:/c/with\\134:colon,upperdir=/c/up,workdir=/c/w',
        '32 30 0:51 / /d/rootfs/overlayfs/two rw - overlay overlay rw,lowerdir=3/fs:2/fs,upperdir=/c/2/fs,workdir=/c/2/work',
        '33 30 0:52 / /d/rootfs/overlayfs/three rw - overlay overlay ro,lowerdir+=/c/1,lowerdir+=/c/2',
        '34 30 0:53 / /elsewhere rw - overlay overlay rw,upperdir=/c/3',
        '35 30 0:54 / /d/rootfs/tmp rw - tmpfs none rw,upperdir=/c/4',
      ].join('\n'),
    ).overlaysBelow('/d/rootfs')
    expect(overlays).toEqual([
      { mountPoint: '/d/rootfs/overlayfs/one', directories: ['/c/up', '/c/with,comma', '/c/with:colon'] },
      { mountPoint: '/d/rootfs/overlayfs/two', directories: ['/c/2/fs'] },
      { mountPoint: '/d/rootfs/overlayfs/three', directories: ['/c/1', '/c/2'] },
    ])
  })
})

test('reads the table of this machine', () => {
  expect(readMountTable().filesystemOf('/proc/self')).toMatchObject({ type: 'proc', mountPoint: '/proc' })
})
