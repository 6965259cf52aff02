import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import { viewReport } from '../../../../src-main/views/view-report.ts'
import { copiesOf, layersOf } from '../../../../src-renderer/components/containers/container-layers.ts'
import { countedByEngine } from '../../../../src-renderer/components/containers/image-store.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'
import { plainStore, SNAPSHOTS } from '../../../helpers/builders/plain-store.ts'

const exactly = (bytes: number) => ({ kind: 'exact', bytes })
const store = viewReport(buildInventory(plainStore()))
const web = store.containers.find(({ id }) => id === 'web')!

describe('the layers of a container in the containerd store', () => {
  it('stand topmost first, each with its other forms', () => {
    const layers = layersOf(store, web).map(({ chainId, allocated, packed, cached }) => [
      chainId,
      allocated,
      packed,
      cached,
    ])
    expect(layers).toEqual([
      ['top', exactly(SNAPSHOTS.top), exactly(4096), exactly(SNAPSHOTS['key-top'])],
      ['base', exactly(SNAPSHOTS.base), exactly(4096), exactly(SNAPSHOTS['key-base'])],
    ])
  })

  it('say what removing each side frees', () => {
    const [top] = layersOf(store, web)
    const freed = store.layers.find(({ chainId }) => chainId === 'top')!.copies.freed
    expect(top?.freed).toEqual({
      byImages: exactly(freed.byImages!),
      byBuildCache: exactly(freed.byBuildCache!),
      byBoth: exactly(freed.byBoth!),
    })
  })

  it('are there again as the sum of their copies', () => {
    expect(copiesOf(store, web)).toEqual({
      packed: exactly(2 * 4096),
      cached: exactly(SNAPSHOTS['key-top'] + SNAPSHOTS['key-base']),
    })
  })

  it('count a packed form once that two layers have', () => {
    const layers = store.layers.map((layer) => ({ ...layer, copies: { ...layer.copies, blobs: ['packed-base'] } }))
    expect(copiesOf({ ...store, layers }, web)?.packed).toEqual(exactly(4096))
  })
})

it('have no other forms on a classic driver', () => {
  const report = viewReport(buildInventory(fiveContainers()))
  const [container] = report.containers
  expect(layersOf(report, container!).map(({ packed, cached }) => [packed, cached])).toEqual([
    [null, null],
    [null, null],
  ])
  expect(copiesOf(report, container!)).toBeNull()
})

it('compares Docker’s figure with what its store counts', () => {
  const usage = { allocated: { kind: 'exact', bytes: 8192 }, apparent: { kind: 'exact', bytes: 5 }, inodes: 2 } as const
  expect([countedByEngine(usage, 'classic'), countedByEngine(usage, 'containerd')]).toEqual([exactly(5), exactly(8192)])
})
