import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import type { Inventory } from '../../../../src-main/model/inventory.ts'
import { placeOf } from '../../../../src-main/service/files/place-of.ts'
import { fiveContainers } from '../../../helpers/builders/five-containers.ts'

const inventory = buildInventory(fiveContainers())
const root = inventory.roots[0]?.path ?? ''
const container = inventory.containers[0]
const layer = inventory.layers[0]
if (container === undefined || layer === undefined) throw new Error('the example has containers and layers')

const place = { root, role: 'data-root', only: null, archive: null, whiteouts: 'device' }

/** The same with one thing in it that is different. */
const withOrphan = (path: string): Inventory => ({
  ...inventory,
  orphans: [
    {
      ...{
        path,
        root,
        reason: 'unaccounted',
        usage: container.writable,
        changedAt: null,
        parts: [],
        names: [],
        entries: null,
      },
      proof: { searched: [], looks: 2, leftoverOf: null, containerId: null, logFiles: [] },
    },
  ],
})

describe('where files are', () => {
  it('is the writable layer of a container, and a layer’s own directory', () => {
    expect(placeOf(inventory, { kind: 'container', id: container.id })).toEqual({
      kind: 'place',
      place: { ...place, directory: container.directory },
    })
    expect(placeOf(inventory, { kind: 'layer', id: layer.chainId })).toEqual({
      kind: 'place',
      place: { ...place, directory: layer.directory },
    })
  })

  it('is layerdb’s list of a layer', () => {
    const hex = 'a'.repeat(64)
    const known = { ...inventory, layers: [{ ...layer, chainId: `sha256:${hex}` }] }
    const found = placeOf(known, { kind: 'layer-archive', id: `sha256:${hex}` })
    const archive = `${root}/image/overlay2/layerdb/sha256/${hex}/tar-split.json.gz`
    expect(found).toEqual({ kind: 'place', place: { ...place, directory: layer.directory, archive } })
  })

  it('is the logs beside a container’s config', () => {
    expect(placeOf(inventory, { kind: 'container-logs', id: container.id })).toMatchObject({
      place: { directory: `${root}/containers/${container.id}`, only: ['local-logs', `${container.id}-json.log`] },
    })
  })

  it('is in the innermost root', () => {
    const outer = { ...inventory.roots[0]!, path: '/', role: 'containerd' as const }
    const two = { ...inventory, roots: [outer, ...inventory.roots] }
    expect(placeOf(two, { kind: 'layer', id: layer.chainId })).toMatchObject({ place: { root, role: 'data-root' } })
  })

  it('is an orphan by its path alone, and only one that is listed', () => {
    const orphan = `${root}/overlay2/fuse`
    const known = withOrphan(orphan)
    expect(placeOf(known, { kind: 'orphan', id: orphan })).toMatchObject({ place: { directory: orphan } })
    expect(() => placeOf(known, { kind: 'orphan', id: `${orphan}/..` })).toThrow('There is no orphan')
    expect(() => placeOf(known, { kind: 'orphan', id: '/etc' })).toThrow('There is no orphan')
  })

  it('knows drivers that mark what is deleted by names', () => {
    for (const [directory, whiteouts] of [
      ['fuse-overlayfs/x/diff', 'name'],
      ['aufs/diff/x', 'name'],
      ['overlay2/x/diff', 'device'],
    ])
      expect(placeOf(withOrphan(`${root}/${directory}`), { kind: 'orphan', id: `${root}/${directory}` })).toMatchObject(
        {
          place: { whiteouts },
        },
      )
  })
})

describe('what has no files to look at', () => {
  it('is the sample', () => {
    const sample = { ...inventory, sample: true }
    expect(placeOf(sample, { kind: 'container', id: container.id })).toMatchObject({ because: 'sample' })
  })

  it('is what is known by the engine only, for the same reason as its figure', () => {
    const far = buildInventory({ ...fiveContainers(), roots: [] })
    expect(placeOf(far, { kind: 'container', id: container.id })).toMatchObject({
      kind: 'unread',
      because: 'no-data-root',
    })
  })

  it('is a volume on another filesystem, whatever is in its directory here', () => {
    const unknown = { kind: 'unknown', because: 'mounted-elsewhere' } as const
    const usage = { allocated: unknown, apparent: unknown, inodes: null }
    const volume = {
      ...{ name: 'nfs', driver: 'local', anonymous: false, createdAt: null, labels: {} },
      options: null,
      changedAt: null,
      usage,
    }
    const known: Inventory = {
      ...inventory,
      volumes: [
        { ...volume, directory: `${root}/volumes/nfs/_data`, engineSize: unknown, containers: [], builder: null },
      ],
    }
    expect(placeOf(known, { kind: 'volume', id: 'nfs' })).toMatchObject({ because: 'mounted-elsewhere' })
  })
})
