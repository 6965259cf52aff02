import { mkdir, readdir, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addUsage, NO_USAGE, subtractUsage, sumUsage } from '../../src-main/model/disk-usage.ts'
import { exact } from '../../src-main/model/figure.ts'
import { du, duAllocated } from '../helpers/du.ts'
import { digestOf } from '../helpers/listing.ts'
import { makeOld } from '../helpers/make-old.ts'
import { observe, type Observed } from '../helpers/observe.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'
import { run } from '../helpers/run-process.ts'
import { readWorldTruth } from '../helpers/world-truth.ts'

describe.each(['20.10-overlay2', '28.5-overlay2'])('the world %s, read from disk alone', (name) => {
  const truth = readWorldTruth(name)
  const read: { world?: RecordedWorld; seen?: Observed; before?: string; after?: string } = {}
  beforeAll(async () => {
    const world = await unpackWorld(name)
    read.world = world
    read.before = await digestOf(world.dataRoot)
    read.seen = await observe(world.dataRoot)
    read.after = await digestOf(world.dataRoot)
  }, 60_000)
  afterAll(() => read.world?.[Symbol.asyncDispose]())
  const root = () => read.world!.dataRoot
  const seen = () => read.seen!
  const inventory = () => seen().inventory

  it('is as large as du says, with nothing unattributed and no gap', async () => {
    const { ledger, gaps } = inventory().roots[0]!
    expect({ allocated: ledger.total.allocated, inodes: ledger.total.inodes }).toEqual(await du(root()))
    expect(addUsage(sumUsage(ledger.entries), ledger.unattributed)).toEqual(ledger.total)
    expect([ledger.unattributed, ledger.because, gaps]).toEqual([NO_USAGE, null, []])
  })

  it('is as large as du says in each of its parts', async () => {
    const parts = (await readdir(root())).toSorted()
    const said = await Promise.all(parts.map((part) => duAllocated(join(root(), part))))
    expect(parts.map((part) => allocatedBelow(seen(), part))).toEqual(said)
  })

  it('has a place for every name in it that belongs to somebody', async () => {
    const names = async (part: string) => (await readdir(join(root(), part))).map((name) => join(part, name))
    const directories = [await names(''), await names('overlay2'), await names('containers'), await volumesIn(root())]
    const places = new Set(seen().observation.survey.places.map((place) => place.path))
    expect(directories.flat().filter((directory) => !places.has(directory))).toEqual([])
  })

  it('has the apparent bytes of every layer that its size file has', () => {
    const measured = inventory().layers.map(({ chainId, directory, usage, engineSize }) => {
      return [chainId, directory.slice(root().length + 1), usage.apparent, engineSize]
    })
    const said = truth.layers.map(({ chainId, directory, size }) => [chainId, directory, exact(size), exact(size)])
    expect(measured.toSorted()).toEqual(said.toSorted())
  })

  it('has the images of the engine, with their names, parents and chains', () => {
    const { images } = seen().observation.survey
    const known = images.map(({ id, references, parentId, diffIds }) => ({ id, references, parentId, diffIds }))
    expect(known.toSorted(byId)).toEqual(truth.images.toSorted(byId))
    const layers = new Map(truth.layers.map((layer) => [layer.chainId, layer]))
    for (const { chainIds, diffIds } of images) {
      expect(chainIds.map((chainId) => layers.get(chainId)?.diffId)).toEqual(diffIds)
      expect(chainIds.map((chainId) => layers.get(chainId)?.parent)).toEqual([null, ...chainIds].slice(0, -1))
    }
  })

  it('has the containers of the engine, with their states and mounts', () => {
    const known = inventory().containers.map(({ id, name, image, imageId, state, mounts, directory }) => {
      const shown = mounts.map(({ type, volume, destination }) => ({ type, volume, destination }))
      return { id, name, image, imageId, state, mounts: shown, writable: directory?.slice(root().length + 1) }
    })
    const said = truth.containers.map(({ id, name, image, imageId, state, mounts, writable }) => {
      return { id, name, image, imageId, state, mounts, writable }
    })
    expect(known.toSorted(byId)).toEqual(said.toSorted(byId))
  })

  it('has the sizes of containers that the engine gave', () => {
    const measured = inventory().containers.map(({ id, writable, virtual }) => [
      id,
      writable.apparent,
      virtual.apparent,
    ])
    const said = read.world!.containers.map((c) => [c.Id, exact(c.SizeRw ?? 0), exact(c.SizeRootFs)])
    expect(measured.toSorted()).toEqual(said.toSorted())
  })

  it('has the volumes of the engine, with their sizes', () => {
    const measured = inventory().volumes.map(({ name, usage }) => [name, usage.apparent])
    const said = read.world!.usage.Volumes.map((volume) => [volume.Name, exact(volume.UsageData.Size)])
    expect(measured.toSorted()).toEqual(said.toSorted())
  })

  it('has the directory of every build cache record, and those are image layers that the engine calls shared', () => {
    const known = inventory().buildCache.map(({ id, type, directory, chainId }) => {
      return [id, type, directory?.slice(root().length + 1), chainId !== null]
    })
    const shared = new Map(read.world!.usage.BuildCache.map((record) => [record.ID, record.Shared]))
    const said = truth.buildCache.map(({ id, type, directory }) => [id, type, directory, shared.get(id)])
    expect(known.toSorted()).toEqual(said.toSorted())
  })

  it('accuses nobody', () => {
    expect(inventory().orphans).toEqual([])
  })

  it('is not changed by being read', () => {
    expect(read.after).toBe(read.before)
  })

  // From here on the world is changed.
  describe('with orphans planted', () => {
    const planted: { orphans?: readonly (readonly [string, string])[]; seen?: Observed } = {}
    beforeAll(async () => {
      planted.orphans = await plantOrphans(root(), truth.layers)
      planted.seen = await observe(root())
    }, 60_000)

    it('accuses them and nobody else, for the right reason and with their bytes', async () => {
      const said = planted.orphans!.map(async ([path, reason]) => {
        return [join(root(), path), reason, exact(await duAllocated(join(root(), path)))] as const
      })
      const found = planted.seen!.inventory.orphans.map(({ path, reason, usage }) => [path, reason, usage.allocated])
      expect(found).toEqual((await Promise.all(said)).toSorted())
    })

    it('balances the books to the byte', async () => {
      const { ledger, gaps } = planted.seen!.inventory.roots[0]!
      expect({ allocated: ledger.total.allocated, inodes: ledger.total.inodes }).toEqual(await du(root()))
      expect([ledger.unattributed, gaps]).toEqual([NO_USAGE, []])
    })

    it('leaves everything else as it was', () => {
      const rest = ({ inventory: { containers, volumes, buildCache } }: Observed) => ({
        containers,
        volumes,
        buildCache,
      })
      expect(rest(planted.seen!)).toEqual(rest(seen()))
    })

    it.each(['snapshots.db', 'metadata_v2.db'])('accuses no directory of the driver without %s', async (database) => {
      // Within the second of its two meta pages: no tree is left.
      await truncate(join(root(), 'buildkit', database), 6000)
      const { inventory } = await observe(root())
      const { ledger, gaps } = inventory.roots[0]!
      const accused = inventory.orphans.map(({ path, reason }) => [path.slice(root().length + 1), reason])
      expect(accused).toEqual(
        planted.orphans!.filter(([path, reason]) => !path.startsWith('overlay2') || reason === 'removing').toSorted(),
      )
      expect(ledger.total.allocated).toBe((await du(root())).allocated)
      expect(ledger.unattributed.allocated).toBeGreaterThan(0)
      expect(gaps.map((gap) => gap.path)).toContain(join(root(), 'buildkit', database))
    })
  })
})

/** A directory of the driver, one of a container, and a layer whose removal was interrupted. */
async function plantOrphans(root: string, layers: ReturnType<typeof readWorldTruth>['layers']) {
  const hex = '0123456789abcdef'.repeat(4)
  await mkdir(join(root, 'overlay2', hex, 'diff'), { recursive: true })
  await writeFile(join(root, 'overlay2', hex, 'diff/large'), Buffer.alloc(1_000_001, 1))
  await mkdir(join(root, 'containers', hex))
  await writeFile(join(root, 'containers', hex, `${hex}-json.log`), 'x'.repeat(5000))
  // A leaf that the build cache has no part in: those have directories with 25 characters.
  const parents = new Set(layers.map((layer) => layer.parent))
  const leaf = layers.find(({ chainId, directory }) => !parents.has(chainId) && /\/[0-9a-f]{64}\//.test(directory))!
  const record = join(root, 'image/overlay2/layerdb/sha256', leaf.chainId.slice('sha256:'.length))
  await rename(record, `${record}-2130473651-removing`)
  makeOld(join(root, 'overlay2', hex), join(root, 'containers', hex))
  // Blocks of what was just written come later on some filesystems; both measures are to see the same.
  await run(['sync', '-f', root])
  return [
    [`overlay2/${hex}`, 'unaccounted'],
    [`containers/${hex}`, 'unaccounted'],
    [leaf.directory.replace(/\/diff$/, ''), 'removing'],
  ] as const
}

async function volumesIn(root: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, 'volumes'), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join('volumes', entry.name, '_data'))
}

/** What the places at and below a path account for. */
function allocatedBelow({ observation: { survey, usages } }: Observed, path: string): number {
  const shares = survey.places.flatMap((place, i) => {
    const usage = usages[i] ?? null
    const below = place.path === path || place.path.startsWith(`${path}/`)
    return usage !== null && below ? [subtractUsage(usage.own, usage.elsewhere)] : []
  })
  return sumUsage(shares).allocated
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1
}
