import { describe, expect, it } from 'vitest'
import { renderReport } from '../../../../src-main/hosts/cli/report-text.ts'
import { renderTable } from '../../../../src-main/hosts/cli/text-table.ts'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import type { Observations } from '../../../../src-main/model/observations.ts'
import { viewReport } from '../../../../src-main/views/view-report.ts'
import { aSnapshot } from '../../../helpers/builders/containerd-says.ts'
import { aContainer, aVolume } from '../../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer, engineImage } from '../../../helpers/builders/engine-says.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed } from '../../../helpers/builders/observed.ts'
import { plainStore } from '../../../helpers/builders/plain-store.ts'

const textOf = (observations: Observations) => renderReport(viewReport(buildInventory(observations)))
const lineWith = (text: string, word: string) =>
  text
    .split('\n')
    .find((line) => line.includes(word))
    ?.replace(/ +/g, ' ')

describe('a table', () => {
  const columns = [
    { title: 'NAME', cell: (row: readonly [string, string]) => row[0] },
    { title: 'SIZE', right: true, cell: (row: readonly [string, string]) => row[1] },
  ]

  it('has its columns two spaces apart, aligned, without trailing blanks', () => {
    const rows = [
      ['web', '12 B'],
      ['a longer name', '3.00 kB'],
    ] as const
    expect(renderTable(columns, rows).split('\n')).toEqual([
      'NAME              SIZE',
      'web               12 B',
      'a longer name  3.00 kB',
    ])
  })

  it('has a line for each row, whatever names hold', () => {
    const names = ['two\nlines', '\u001b[2J', '<b>bold</b>', '{{x}}', '%s', '\u202ereversed', 'a\tb']
    const lines = renderTable(
      columns,
      names.map((name) => [name, '1'] as const),
    ).split('\n')
    expect(lines.slice(1).map((line) => line.slice(0, -1).trimEnd())).toEqual([
      ...['two\\x0alines', '\\x1b[2J', '<b>bold</b>', '{{x}}', '%s', '\\x202ereversed', 'a\\x09b'],
    ])
  })

  it('is its header without rows', () => {
    expect(renderTable(columns, [])).toBe('NAME  SIZE')
  })

  it('leaves out a column that holds nothing', () => {
    const sizes = { title: 'SIZE', onlyIf: (row: number) => row > 0, cell: String }
    const names = { title: 'NAME', cell: () => 'x' }
    expect(renderTable([names, sizes], [0, 0]).split('\n')).toEqual(['NAME', 'x', 'x'])
    expect(renderTable([names, sizes], [0, 7]).split('\n')).toEqual(['NAME  SIZE', 'x     0', 'x     7'])
  })
})

describe('the report for people', () => {
  it('says who, where and how much, and that the ledger adds up', () => {
    const text = textOf(fiveContainers())
    expect(text).toContain('Docker 28.5.2, overlay2\n/var/lib/docker: 8.04 MB of a disk of 1.00 MB, 600 kB free')
    expect(text).toContain('unattributed 0 B; entries + unattributed = 8044544 bytes')
    expect(lineWith(text, 'my_container_5')).toBe(
      'my_container_5 running image:latest 8.19 kB 5 B 5 B 8.02 MB 0 B 0 B 0',
    )
  })

  it('has unknown where there is no data root, and the engine’s word beside it', () => {
    const containers = [engineContainer('c', { name: 'web', sizeRw: 5 })]
    const engine = anEngine({ containers, images: [engineImage('i', { size: 100 })] })
    const text = textOf(observed({ engine, roots: [anUnreadableRoot()] }))
    expect(lineWith(text, 'web')).toBe('web running image:latest unknown unknown 5 B unknown unknown unknown 0')
    expect(lineWith(text, 'i:latest')).toBe('i:latest i unknown unknown unknown 100 B 0')
    expect(text).toContain('No ledger: the data root could not be read')
    expect(text).toContain('Could not be read (1); in no total:')
    expect(text).not.toContain(' 0 B')
  })

  it('marks lower bounds and says why', () => {
    const holds = [held('v', { kind: 'volume', name: 'v' }, { own: bytes(5000), incomplete: 'permission-denied' })]
    const text = textOf(observed({ roots: [aRoot({ says: { volumes: [aVolume('v')] }, holds })] }))
    expect(lineWith(text, 'v  ')).toBe('v >= 5.00 kB >= 5.00 kB unknown 0')
    expect(text).toContain('No engine: No engine was asked.\n/var/lib/docker: >= 5.00 kB')
    expect(text).toContain('A lower bound: no permission to read part of it.')
  })

  it('tells what is measured but not explained from what could not be read', () => {
    const gaps = [
      { path: '/var/lib/docker/vfs', reason: 'driver-not-supported', detail: 'not read yet' },
      { path: '/var/lib/docker/volumes/v', reason: 'permission-denied', detail: 'closed' },
    ] as const
    const text = textOf(observed({ roots: [aRoot({ gaps })] }))
    expect(text).toContain(
      'Not understood (1); measured, and unattributed where nothing else explains it:\n  /var/lib/docker/vfs: driver-not-supported',
    )
    expect(text).toContain('Could not be read (1); in no total:\n  /var/lib/docker/volumes/v: permission-denied')
  })

  it('says of the sample that it is not this disk', () => {
    expect(textOf(observed({ sample: true }))).toMatch(/^This is a sample, not your disk\./)
  })

  it('cannot be forged by names, paths or what an engine answers', () => {
    const escape = '\u001b[2J\nforged 0 B'
    const gap = { path: `/x/${escape}`, reason: 'read-error', detail: escape } as const
    const text = textOf(
      observed({
        engine: anEngine({ version: escape, containers: [engineContainer('c', { image: escape })] }),
        roots: [
          aRoot({
            path: `/root/${escape}`,
            says: { containers: [aContainer('d', { name: escape })], volumes: [aVolume(escape)] },
            holds: [held(escape, { kind: 'orphan', reason: 'unaccounted' }, 1)],
            gaps: [gap],
          }),
        ],
      }),
    )
    expect(text).not.toContain('\u001b')
    expect(text.split('\n').filter((line) => line.startsWith('forged'))).toEqual([])
  })
})

describe('the report of a containerd store', () => {
  it('says which store it is, and has a line for packed content', () => {
    const text = textOf(plainStore())
    expect(text).toMatch(/^Docker 28.5.2, overlayfs, containerd image store\n/)
    expect(lineWith(text, 'content-unique')).toBe('content-unique 20.5 kB 70 B 5 20480')
    expect(lineWith(text, 'content-shared')).toBe('content-shared 4.10 kB 50 B 1 4096')
  })

  it('has what is packed and unpacked of each image; shared and unique count both', () => {
    const text = textOf(plainStore())
    expect(lineWith(text, 'UNIQUE')).toBe('IMAGE ID VIRTUAL PACKED UNPACKED SHARED UNIQUE DOCKER SAYS CONTAINERS')
    expect(lineWith(text, 'one:latest')).toContain('1.22 MB 16.4 kB 1.20 MB 1.00 MB 212 kB')
  })

  it('has no columns for packed content on a classic driver', () => {
    expect(lineWith(textOf(fiveContainers()), 'UNIQUE')).toBe('IMAGE ID VIRTUAL SHARED UNIQUE DOCKER SAYS CONTAINERS')
  })

  it('takes apart what docker system df says of images, where that counts something twice', () => {
    expect(textOf(plainStore())).toContain(
      [
        'docker system df says Images 80.2 GB: layers 1.24 MB, packed content 120 B,',
        'and what is no image: build cache 1.23 GB, writable layers 4.00 GB, init layers 5.00 GB, snapshots that nothing has 70.0 GB.',
        '5.23 GB of that is listed a second time, under Containers and Build Cache.',
      ].join('\n'),
    )
  })

  it('names what it cannot explain', () => {
    const { layersSize } = plainStore().engine!
    expect(textOf(plainStore({ layersSize: layersSize! + 5000 }))).toContain(', unexplained 5.00 kB.')
  })

  it.each([
    ['by an engine that counts nothing twice', plainStore({ version: '29.6.0' })],
    ['on a classic driver', fiveContainers()],
    ['before sizes are known', plainStore({ layersSize: null, sizesKnown: false })],
    ['without an engine', plainStore(null)],
  ])('says nothing of it %s', (_, observations) => {
    expect(textOf(observations)).not.toContain('docker system df says')
  })
})

describe('the report of several roots', () => {
  const containerd = aRoot({
    path: '/var/lib/containerd',
    role: 'containerd',
    holds: [held('b', { kind: 'content-blob', digest: 'b' }, 4096)],
  })

  it('has a ledger for each, with its path and what it is', () => {
    const text = textOf(observed({ roots: [aRoot(), containerd] }))
    expect(text).toContain('\n\n/var/lib/docker, the data root\nLEDGER')
    expect(text).toContain('\n\n/var/lib/containerd, where containerd keeps images and layers\nLEDGER')
    expect(text).toContain('entries + unattributed = 4096 bytes')
  })

  it('has a ledger for the one that could be read', () => {
    const text = textOf(observed({ roots: [anUnreadableRoot(), containerd] }))
    expect(text).toContain('/var/lib/docker, the data root\nNo ledger: the data root could not be read')
    expect(text).toContain('entries + unattributed = 4096 bytes')
  })
})

describe('the report of snapshots that share extents', () => {
  const btrfs = { type: 'btrfs', device: '/dev/sda1', mountPoint: '/' }
  const snapshot = aSnapshot('key', { snapshotter: 'btrfs', directory: 'snapshots/1' })
  const textWith = (incomplete: 'read-error' | null) =>
    textOf(
      observed({
        roots: [
          aRoot({
            filesystem: btrfs,
            says: { snapshots: [snapshot] },
            holds: [
              held('snapshots/1', { kind: 'build-cache', recordIds: [], snapshotKey: 'key' }, 5000),
              held('v', { kind: 'volume', name: 'v' }, { own: bytes(100), incomplete }),
            ],
          }),
        ],
      }),
    )

  it('says that its sums are upper bounds', () => {
    const text = textWith(null)
    expect(text).toContain('/var/lib/docker: <= 5.10 kB')
    expect(text).toContain('An upper bound: snapshots share extents on this filesystem, so the disk may hold less.')
  })

  it('says so beside a lower bound too', () => {
    const text = textWith('read-error')
    expect(text).toContain('A lower bound: the disk answered with an error.\nNote: snapshots share extents')
  })
})

describe('orphans', () => {
  const notesOf = (...holds: Parameters<typeof held>[]) =>
    textOf(observed({ roots: [aRoot({ holds: holds.map((each) => held(...each)) })] }))
      .split('\n')
      .filter((line) => /collector|unaccounted:|removing:|leftover-driver:/.test(line))
  const snapshots = 'containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots'

  it('that containerd’s collector takes are said to go by themselves', () => {
    const note = 'What lies in containerd’s directories goes by itself: its collector takes it at its next run.'
    expect(notesOf([`${snapshots}/9`, { kind: 'orphan', reason: 'unreferenced' }, 1])).toEqual([note])
    expect(notesOf([`${snapshots}/9999`, { kind: 'orphan', reason: 'unaccounted' }, 1])).toEqual([note])
  })

  it('that nobody takes are said to stay', () => {
    expect(notesOf(['overlay2/x', { kind: 'orphan', reason: 'unaccounted' }, 1])).toEqual([
      'unaccounted: no record names it, and no docker command removes it.',
    ])
  })

  it('of other sorts are explained once', () => {
    const notes = notesOf(
      ['overlay2/x-removing', { kind: 'orphan', reason: 'removing' }, 1],
      ['overlay2/y-removing', { kind: 'orphan', reason: 'removing' }, 1],
      ['vfs', { kind: 'leftover-driver', driver: 'vfs' }, 1],
    )
    expect(notes.map((note) => note.split(':')[0])).toEqual(['removing', 'leftover-driver'])
  })
})
