import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import { buildReclaimGraph } from '../../../src-main/model/reclaim-graph.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { RootObservation } from '../../../src-main/model/observations.ts'
import { LARGEST_ROWS, viewLedger, type LedgerRoot } from '../../../src-main/views/ledger.ts'
import { viewLedgerRows, type LedgerSlice } from '../../../src-main/views/ledger-rows.ts'
import { aContainer, aLayer, anImage, aRecord, aVolume } from '../../helpers/builders/disk-says.ts'
import { fiveContainers } from '../../helpers/builders/five-containers.ts'
import { anUnreadableRoot, aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'

const ledgerOf = (inventory: Inventory) => viewLedger(inventory, buildReclaimGraph(inventory))

const ROOT = '/var/lib/docker'

function inventoryOf(...roots: readonly RootObservation[]) {
  return buildInventory(observed({ roots }))
}

const rootOf = (root: RootObservation): LedgerRoot => ledgerOf(inventoryOf(root)).roots[0]!

/** As many volumes, each a byte larger than the one before; the third is mounted. */
function manyVolumes(count: number): RootObservation {
  const names = Array.from({ length: count }, (_, i) => `v${String(i).padStart(5, '0')}`)
  return aRoot({
    says: {
      volumes: names.map((name) => aVolume(name)),
      containers: [aContainer('c', { mounts: [{ type: 'volume', volume: 'v00002', source: '', destination: '/v' }] })],
    },
    holds: names.map((name, i) =>
      held(`volumes/${name}/_data`, { kind: 'volume', name }, { own: bytes(1000 + i, 2000 - i, 1 + (i % 3)) }),
    ),
  })
}

describe('a root’s ledger', () => {
  it('adds up: entries, unattributed and what they make', () => {
    const root = rootOf(
      aRoot({
        holds: [
          held('volumes/a/_data', { kind: 'volume', name: 'a' }, bytes(100).allocated),
          held('core.1', { kind: 'unexplained' }, 20),
          held('core.2', { kind: 'unexplained' }, 30),
        ],
      }),
    )
    expect({ ...root, lines: [], filesystem: null, capacity: null }).toEqual({
      ...{ path: ROOT, role: 'data-root', measured: 'whole', filesystem: null, capacity: null, sharesExtents: false },
      entries: { count: 1, allocated: exact(100) },
      unattributed: exact(50),
      total: { allocated: exact(150), apparent: exact(150), inodes: 3 },
      ...{ difference: 0, lines: [], gaps: [] },
    })
  })

  it('has lines that hold something, in their order, and what is in none at the end', () => {
    const root = rootOf(fiveContainers().roots[0]!)
    expect(root.lines.map(({ line, allocated, entries }) => [line, allocated, entries])).toEqual([
      ['images-unique', exact(8_011_776), 2],
      ['writable-layers', exact(32_768), 5],
      ['unattributed', exact(0), 0],
    ])
  })

  it('names where unattributed bytes are', () => {
    const root = rootOf(
      aRoot({ holds: [held('a', { kind: 'unexplained' }, 20), held('core.2', { kind: 'unexplained' }, 30)] }),
    )
    const rows = root.lines.at(-1)?.largest ?? []
    expect(rows.map(({ owner, allocated }) => [owner.name, owner.id, allocated])).toEqual([
      ['core.2', `${ROOT}/core.2`, exact(30)],
      ['a', `${ROOT}/a`, exact(20)],
    ])
  })

  it('brings the largest of a line, and the rest of it as a sum', () => {
    const count = LARGEST_ROWS + 3
    const [line] = rootOf(manyVolumes(count)).lines
    expect(line?.largest.map(({ owner }) => owner.name)).toEqual(
      Array.from({ length: LARGEST_ROWS }, (_, i) => `v${String(count - 1 - i).padStart(5, '0')}`),
    )
    expect(line?.rest).toEqual({ entries: 3, ...bytes(3003, 5997, 6) })
  })

  it('says who uses an owner, where its page is, and what a record was made by', () => {
    const root = rootOf(
      aRoot({
        says: {
          layers: [aLayer('a')],
          images: [anImage('i', ['a']), anImage('j', ['a'])],
          volumes: [aVolume('loose')],
          buildCache: [aRecord('r', { type: 'exec.cachemount', description: 'cached mount /cache' })],
        },
        holds: [
          held('overlay2/cache-a/diff', { kind: 'layer', chainId: 'a' }, 9),
          held('volumes/loose/_data', { kind: 'volume', name: 'loose' }, 8),
          held('overlay2/r/diff', { kind: 'build-cache', recordIds: ['r'], snapshotKey: 'k' }, 7),
          held('overlay2/x', { kind: 'orphan', reason: 'unaccounted' }, 6),
        ],
      }),
    )
    const rows = root.lines.flatMap((line) => line.largest)
    expect(
      rows.map(({ line, page, record, holderCount, orphan }) => ({ line, page, record, holderCount, orphan })),
    ).toEqual([
      {
        line: 'images-shared',
        page: { page: 'images', object: 'i:latest' },
        record: null,
        holderCount: 2,
        orphan: null,
      },
      { line: 'volumes', page: { page: 'volumes', object: 'loose' }, record: null, holderCount: 0, orphan: null },
      {
        ...{ line: 'build-cache', page: { page: 'build-cache', object: 'r' }, holderCount: 1, orphan: null },
        record: { type: 'exec.cachemount', description: 'cached mount /cache' },
      },
      {
        ...{ line: 'orphans', page: { page: 'orphans', object: 'overlay2/x' }, record: null, holderCount: 0 },
        orphan: { reason: 'unaccounted', collected: false },
      },
    ])
  })

  it('is unknown where nobody could look, and no line is left out as empty', () => {
    const root = rootOf(anUnreadableRoot())
    expect(root.entries.allocated).toEqual(unknown('no-data-root'))
    expect(root.difference).toBeNull()
    expect(root.lines.length).toBeGreaterThan(5)
  })
})

describe('a page of entries', () => {
  const inventory = inventoryOf(manyVolumes(250))
  const slice = (change: Partial<LedgerSlice>): LedgerSlice => ({
    ...{ root: ROOT, line: 'volumes', category: null, sort: 'allocated', offset: 0, limit: 3 },
    ...change,
  })
  const namesOf = (change: Partial<LedgerSlice>) =>
    viewLedgerRows(inventory, slice(change)).rows.map(({ owner }) => owner.name)

  it('comes in each order', () => {
    expect(namesOf({})).toEqual(['v00249', 'v00248', 'v00247'])
    expect(namesOf({ sort: 'apparent' })).toEqual(['v00000', 'v00001', 'v00002'])
    expect(namesOf({ sort: 'inodes' })).toEqual(['v00002', 'v00005', 'v00008'])
    expect(namesOf({ sort: 'name', offset: 247 })).toEqual(['v00247', 'v00248', 'v00249'])
  })

  it('puts pages together to the whole, each entry once, to the byte', () => {
    const pages = [0, 100, 200].flatMap((offset) => viewLedgerRows(inventory, slice({ offset, limit: 100 })).rows)
    expect(new Set(pages.map(({ owner }) => owner.id)).size).toBe(250)
    const sum = pages.reduce((total, { allocated }) => total + (allocated.kind === 'exact' ? allocated.bytes : NaN), 0)
    expect(exact(sum)).toEqual(ledgerOf(inventory).roots[0]?.entries.allocated)
  })

  it('tells how many there are, and is empty past the end', () => {
    expect(viewLedgerRows(inventory, slice({ offset: 250 }))).toEqual({ rows: [], total: 250 })
  })

  it('can be of one category of a line, and of what is in none', () => {
    const both = inventoryOf(
      aRoot({
        holds: [
          held('containers/c', { kind: 'container-config', containerId: 'c' }, 3),
          held('swarm', { kind: 'area', area: 'swarm', category: 'swarm' }, 2),
          held('core', { kind: 'unexplained' }, 1),
        ],
      }),
    )
    const rows = (change: Partial<LedgerSlice>) => viewLedgerRows(both, slice(change)).rows
    expect(rows({ line: 'metadata' }).map(({ category }) => category)).toEqual(['container-config', 'swarm'])
    expect(rows({ line: 'metadata', category: 'swarm' }).map(({ owner }) => owner.id)).toEqual(['swarm'])
    expect(rows({ line: 'unattributed' }).map(({ owner }) => owner.name)).toEqual(['core'])
  })

  it('is nothing of a root that is not there', () => {
    expect(viewLedgerRows(inventory, slice({ root: '/elsewhere' }))).toEqual({ rows: [], total: 0 })
  })
})
