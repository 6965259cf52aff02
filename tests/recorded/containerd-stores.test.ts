import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { readContainerdTruth, type ContainerdTruth } from '../helpers/containerd-truth.ts'
import { du, duAllocated, type DuUsage } from '../helpers/du.ts'
import type { ContainerdStore } from '../helpers/engines/storage-roots.ts'
import { inOrder } from '../helpers/in-order.ts'
import { digestOf } from '../helpers/listing.ts'
import { PLANTED_BYTES, plantOrphans } from '../helpers/plant-orphans.ts'
import { takeReport } from '../helpers/plimsoll.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'
import { readWorldTruth } from '../helpers/world-truth.ts'
import { expectBooks } from '../suites/containerd-store/balances-books.ts'
import { matchesWitness } from '../suites/containerd-store/matches-witness.ts'
import { manifestSize, recordedSize, sum } from '../suites/containerd-store/recorded-sizes.ts'

interface ReadWorld {
  readonly world: RecordedWorld
  readonly store: ContainerdStore
  readonly report: Report
  readonly witness: ContainerdTruth
  readonly truths: readonly DuUsage[]
  readonly untouched: boolean
}

describe.each([
  ['28.5-containerd', 'overlayfs'],
  ['28.5-containerd-native', 'native'],
  ['28.5-containerd-btrfs', 'btrfs'],
  ['28.5-containerd-system', 'overlayfs'],
] as const)('the recorded world %s', (name, snapshotter) => {
  const truth = readWorldTruth(name)
  const read: { world?: RecordedWorld; whole?: ReadWorld } = {}
  beforeAll(async () => {
    read.world = await unpackWorld(name)
    read.whole = await readWorld(read.world, snapshotter)
  }, 120_000)
  afterAll(() => read.world?.[Symbol.asyncDispose]())
  const look = () => read.whole!

  it('is accounted for to the byte and inode, root by root, with no gap', () => {
    const { world, report, truths } = look()
    expectBooks(report, truths)
    expect(report.roots.map(({ path, gaps }) => ({ path, gaps }))).toEqual(
      rootsOf(world).map((path) => ({ path, gaps: [] })),
    )
  })

  it('accuses nobody', () => {
    expect(look().report.orphans).toEqual([])
  })

  it('is not changed by being read', () => {
    expect(look().untouched).toBe(true)
  })

  it('has the same snapshots and blobs for two witnesses, one of today and one of the recording', () => {
    const { witness, world } = look()
    const root = `${world.containerdRoot ?? world.dataRoot}/`
    const today = witness.snapshots.map((s) => [
      s.number,
      s.name,
      s.kind,
      s.parent,
      s.size,
      s.directory?.replace(root, ''),
    ])
    const then = truth.store!.snapshots.map((s) => [
      s.number,
      s.name,
      s.kind,
      s.parent,
      s.size,
      s.directory ?? undefined,
    ])
    expect(inOrder(today)).toEqual(inOrder(then))
    const blobs = witness.blobs.map(({ digest, namespaces, size }) => [digest, namespaces, size])
    expect(inOrder(blobs)).toEqual(inOrder(truth.store!.blobs.map((b) => [b.digest, b.namespaces, b.size])))
  })

  matchesWitness(() => ({ ...look(), snapshotter }))

  it('has the containers of the engine, with their images, states, mounts and layers', () => {
    const root = `${look().world.containerdRoot ?? look().world.dataRoot}/`
    const known = look().report.containers.map(({ id, name: called, image, imageId, state, directory, layers }) => {
      return [id, called, image, imageId, state, directory?.replace(root, ''), layers.at(-1)]
    })
    const said = truth.containers.map((c) => [c.id, c.name, c.image, c.imageId, c.state, c.writable, c.parent])
    expect(inOrder(known)).toEqual(inOrder(said))
  })

  it('knows the snapshots that the engine added up to SizeRootFs', () => {
    const { world, report } = look()
    const known = world.containers.map(({ Id, SizeRw }) => {
      return [Id, (SizeRw ?? 0) + recordedSize(report.snapshots, `${Id}-init`)]
    })
    expect(known).toEqual(world.containers.map(({ Id, SizeRootFs }) => [Id, SizeRootFs]))
  })

  it('knows the blobs and snapshots that the engine added up to the Size of each image', () => {
    const { report } = look()
    const known = report.images.map(({ id, manifests }) => [
      id,
      sum(manifests.map((each) => manifestSize(report, each))),
    ])
    expect(inOrder(known)).toEqual(inOrder(truth.store!.imageSizes.map(({ id, size }) => [id, size])))
  })

  it('has the names, platforms and attestations of every image', () => {
    const { report } = look()
    const known = report.images.map(({ id, references, manifests }) => {
      return [
        id,
        references,
        manifests.map((m) => [m.digest, m.kind, m.platform, m.attests, m.available, m.packed.apparent]),
      ]
    })
    const manifests = new Map(truth.store!.imageSizes.map((image) => [image.id, image.manifests]))
    const said = truth.images.map(({ id, references }) => {
      const rows = manifests.get(id)!.map((m) => [m.digest, m.kind, m.platform, m.attests, m.available, m.content])
      return [id, references, rows]
    })
    expect(inOrder(known)).toEqual(inOrder(said))
  })

  it('has the sizes of volumes that the engine gave', () => {
    const { world, report } = look()
    const measured = report.volumes.map((volume) => [volume.name, volume.apparent])
    expect(inOrder(measured)).toEqual(inOrder(world.usage.Volumes.map((v) => [v.Name, v.UsageData.Size])))
  })

  // From here on the world is changed.
  it('accuses a directory and a blob that are planted, and nobody else', async () => {
    const { world, store } = look()
    const paths = await plantOrphans(store)
    const report = await take(world)
    const said = paths.map(async (path) => {
      return { path, reason: 'unaccounted', allocated: await duAllocated(path), apparent: PLANTED_BYTES }
    })
    expect(report.orphans).toMatchObject(await Promise.all(said))
    expect(report.orphans).toHaveLength(paths.length)
    expectBooks(report, await duOf(world))
  })
})

async function readWorld(world: RecordedWorld, snapshotter: ContainerdStore['snapshotter']): Promise<ReadWorld> {
  const store = { root: world.containerdRoot ?? join(world.dataRoot, 'containerd/daemon'), snapshotter }
  const before = await digestsOf(world)
  const report = await take(world)
  const untouched = (await digestsOf(world)) === before
  const witness = await readContainerdTruth(world.dataRoot, store)
  return { world, store, report, untouched, witness, truths: await duOf(world) }
}

function rootsOf({ dataRoot, containerdRoot }: RecordedWorld): readonly string[] {
  return containerdRoot === null ? [dataRoot] : [dataRoot, containerdRoot]
}

function take({ dataRoot, containerdRoot }: RecordedWorld): Promise<Report> {
  const beside = containerdRoot === null ? [] : ['--containerd-root', containerdRoot]
  return takeReport('--data-root', dataRoot, ...beside)
}

function duOf(world: RecordedWorld): Promise<readonly DuUsage[]> {
  return Promise.all(rootsOf(world).map(du))
}

async function digestsOf(world: RecordedWorld): Promise<string> {
  return (await Promise.all(rootsOf(world).map(digestOf))).join()
}
