import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import { buildReclaimGraph } from '../../../../src-main/model/reclaim-graph.ts'
import { viewLedger, type LedgerRoot } from '../../../../src-main/views/ledger.ts'
import { viewLedgerRows, type LedgerSort } from '../../../../src-main/views/ledger-rows.ts'
import { ledgerTiles } from '../../../../src-renderer/components/ledger/ledger-tiles.ts'
import {
  FEW,
  treeItems,
  type TreeItem,
  type TreeState,
} from '../../../../src-renderer/components/ledger/ledger-tree.ts'
import { aVolume } from '../../../helpers/builders/disk-says.ts'
import { aRoot, bytes, held, observed } from '../../../helpers/builders/observed.ts'

const VOLUMES = 30
const names = Array.from({ length: VOLUMES }, (_, i) => `v${String(i).padStart(2, '0')}`)

const inventory = buildInventory(
  observed({
    roots: [
      aRoot({
        says: { volumes: names.map((name) => aVolume(name)) },
        holds: [
          ...names.map((name, i) =>
            held(`volumes/${name}/_data`, { kind: 'volume', name }, { own: bytes(100 + i, 1000 - i, 2) }),
          ),
          held('containers/c', { kind: 'container-config', containerId: 'c' }, 40),
          held('swarm', { kind: 'area', area: 'swarm', category: 'swarm' }, 10),
          held('core', { kind: 'unexplained' }, 5000),
        ],
      }),
    ],
  }),
)
const root: LedgerRoot = viewLedger(inventory, buildReclaimGraph(inventory)).roots[0]!

function items(change: Partial<TreeState> = {}): readonly TreeItem[] {
  const sort: LedgerSort = change.sort ?? 'allocated'
  return treeItems(root, {
    sort,
    open: new Set(),
    shown: new Map(),
    rowsOf: ({ line, category }) =>
      viewLedgerRows(inventory, { root: root.path, line, category, sort, offset: 0, limit: 1000 }),
    ...change,
  })
}

const ids = (change: Partial<TreeState> = {}) => items(change).map(({ id }) => id)
const bytesOf = ({ allocated }: TreeItem) => (allocated.kind === 'exact' ? allocated.bytes : NaN)

describe('the tree of a ledger', () => {
  it('has its lines, the largest first, and what is in none at the end however large it is', () => {
    expect(ids()).toEqual(['volumes', 'metadata', 'unattributed'])
  })

  it('opens a line to its owners, and says what is left of it to the byte', () => {
    const open = items({ open: new Set(['volumes']) })
    const inside = open.filter(({ level }) => level === 2)
    expect(inside.map(({ kind }) => kind)).toEqual([...Array.from({ length: FEW }, () => 'entry'), 'rest'])
    expect(inside.reduce((sum, item) => sum + bytesOf(item), 0)).toBe(bytesOf(open[0]!))
    expect(inside.at(-1)).toMatchObject({ entries: VOLUMES - FEW, inodes: 2 * (VOLUMES - FEW) })
  })

  it('shows as many as are asked for', () => {
    const open = items({ open: new Set(['volumes']), shown: new Map([['volumes', 100]]) })
    expect(open.filter(({ kind }) => kind === 'entry')).toHaveLength(VOLUMES)
    expect(open.some(({ kind }) => kind === 'rest')).toBe(false)
  })

  it('shows categories of a line that has several, and owners below them', () => {
    expect(ids({ open: new Set(['metadata']) })).toEqual([
      'volumes',
      'metadata',
      'metadata/container-config',
      'metadata/swarm',
      'unattributed',
    ])
    const swarm = items({ open: new Set(['metadata', 'metadata/swarm']) }).filter(({ level }) => level === 3)
    expect(swarm.map(({ id, allocated }) => [id, allocated])).toEqual([
      ['metadata/swarm/engine swarm', { kind: 'exact', bytes: 10 }],
    ])
  })

  it('stands in the order that is asked for, owners too', () => {
    const open = items({ sort: 'apparent', open: new Set(['volumes']) })
    expect(open.flatMap((item) => (item.kind === 'entry' ? [item.row.owner.name] : []))).toEqual(names.slice(0, FEW))
  })

  it('says that all is left while nothing is loaded', () => {
    const [, rest] = items({ open: new Set(['volumes']), rowsOf: () => null })
    expect(rest).toMatchObject({ kind: 'rest', entries: VOLUMES, allocated: root.lines[0]?.allocated })
  })
})

describe('the treemap beside it', () => {
  const words = {
    t: (key: string, named?: Record<string, string>) => [key, ...Object.values(named ?? {})].join(' '),
    text: (amount: number) => `${amount} B`,
  }

  it('has the same bytes: lines, and in each its parts', () => {
    const tiles = ledgerTiles(root, words)
    expect(tiles.map(({ id, value }) => [id, value])).toEqual(
      root.lines.map(({ line, allocated }) => [line, allocated.kind === 'exact' ? allocated.bytes : 0]),
    )
    for (const { value, children } of tiles) expect(children.reduce((sum, child) => sum + child.value, 0)).toBe(value)
  })

  it('names its tiles as the tree’s rows are named', () => {
    const rows = new Set(
      ids({ open: new Set(['volumes', 'metadata', 'unattributed']), shown: new Map([['volumes', 100]]) }),
    )
    const tiles = ledgerTiles(root, words).flatMap(({ id, children }) => [id, ...children.map((child) => child.id)])
    expect(tiles.filter((id) => !rows.has(id))).toEqual([])
  })
})
