import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { du, duAllocated, type DuUsage } from '../helpers/du.ts'
import {
  reachEngine,
  startEngine,
  type Engine,
  type EngineDriver,
  type OwnedEngine,
} from '../helpers/engines/engine.ts'
import { rootsOf } from '../helpers/engines/storage-roots.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { takeReport } from '../helpers/plimsoll.ts'
import { quietReport } from '../helpers/quiet-report.ts'
import { run } from '../helpers/run-process.ts'

const DAEMON = 'containerd/daemon'
const SNAPSHOTS = 'io.containerd.snapshotter.v1.overlayfs'
const CONTENT = 'io.containerd.content.v1.content'

/** What was seen of one data root with one of its drivers. */
interface Look {
  /** With the engine, then of the disk alone after it was stopped. */
  readonly live: Report
  readonly alone: Report
  /** What du says to each: of the data root, then of the containerd beside it. */
  readonly truths: readonly DuUsage[]
  readonly truthsAlone: readonly DuUsage[]
  /** Blocks that must be leftovers: of each driver by itself. */
  readonly leftovers: Readonly<Record<string, number>>
}

describe('a data root whose engine changes its driver', () => {
  let owned: OwnedEngine
  let first: Look
  let inside: Look
  let again: Look
  let beside: Look

  beforeAll(async () => {
    owned = await startEngine('28.5')
    await fillWorld(owned)
    first = await look(owned)
    const old = await readdir(join(owned.dataRoot, 'containers'))
    inside = await lookAfter('containerd', 'inside', {
      overlay2: ['overlay2', 'image/overlay2', 'buildkit/content', ...old.map((id) => `containers/${id}`)],
    })
    const added = (await readdir(join(owned.dataRoot, 'containers'))).filter((id) => !old.includes(id))
    again = await lookAfter('overlay2', null, {
      overlayfs: [
        ...[`${DAEMON}/${SNAPSHOTS}`, 'buildkit/containerd-overlayfs'],
        ...(await readdir(join(owned.dataRoot, DAEMON, CONTENT, 'blobs/sha256'))).map(
          (hex) => `${DAEMON}/${CONTENT}/blobs/sha256/${hex}`,
        ),
        ...added.map((id) => `containers/${id}`),
      ],
    })
    beside = await lookAfter('containerd-system', 'beside', {})
  }, 300_000)

  afterAll(() => owned.down())

  /** Starts the engine with another driver, perhaps with a new container in it, and looks. */
  async function lookAfter(
    driver: EngineDriver,
    container: string | null,
    leftovers: Readonly<Record<string, readonly string[]>>,
  ): Promise<Look> {
    await owned.start(driver)
    const engine = reachEngine({ version: owned.version, driver, directory: owned.directory })
    if (container !== null) await addContainer(engine, container)
    return look(engine, leftovers)
  }

  it('is accounted for to the byte with each of them, with the engine and without', () => {
    for (const { live, alone, truths, truthsAlone } of [first, inside, again, beside]) {
      for (const [report, truth] of [
        [live, truths],
        [alone, truthsAlone],
      ] as const) {
        expect(report.roots.map(({ unattributed }) => unattributed.allocated)).toEqual(truth.map(() => 0))
        expect(report.roots.map(sumOf)).toEqual(truth.map(({ allocated }) => allocated))
        expect(report.roots.flatMap((root) => root.gaps)).toEqual([])
      }
    }
  })

  it('has nothing left over as long as it has one driver', () => {
    expect([first.live.orphans, first.alone.orphans]).toEqual([[], []])
  })

  it('shows what overlay2 left when containerd keeps the images', () => {
    const orphan = { path: join(owned.dataRoot, 'overlay2'), reason: 'leftover-driver' }
    for (const report of [inside.live, inside.alone])
      expect(report.orphans).toMatchObject([{ ...orphan, allocated: inside.leftovers['overlay2'] }])
    expect(inside.live.containers.map(({ name }) => name)).toEqual(['inside'])
    expect(inside.live.images.map(({ references }) => references)).toEqual([['acme/base:1.0']])
    expect([inside.live.buildCache, inside.alone.buildCache]).toEqual([[], []])
    expect(inside.live.volumes).toEqual(first.live.volumes.map((each) => ({ ...each, containers: [] })))
  })

  it('shows what containerd left when overlay2 keeps them again, and all of overlay2 as it was', () => {
    const orphan = { path: join(owned.dataRoot, DAEMON, SNAPSHOTS), reason: 'leftover-driver' }
    for (const report of [again.live, again.alone]) {
      expect(report.orphans).toMatchObject([{ ...orphan, allocated: again.leftovers['overlayfs'] }])
      expect(sizesOf(report)).toEqual(sizesOf(first.live))
    }
  })

  it('is read together with a containerd beside it, which a running container leads to', () => {
    expect(beside.live.roots.map(({ path, role }) => [path, role])).toEqual([
      [owned.dataRoot, 'data-root'],
      [join(owned.directory, 'containerd'), 'containerd'],
    ])
    const container = beside.live.containers.find(({ name }) => name === 'beside')
    // The file, and the directory that it is in.
    expect(container?.writable.allocated).toBe(3_002_368 + 4096)
    const left = (report: Report) => report.orphans.map(({ path }) => path)
    expect([left(beside.live), left(beside.alone)]).toEqual(Array(2).fill([join(owned.dataRoot, 'overlay2')]))
  })
})

/** A container that has written 3 MB and runs, and the only image. */
async function addContainer(engine: Engine, name: string): Promise<void> {
  const base = ['docker', '-H', engine.endpoint, 'import', '-c', 'CMD ["/bin/sh"]', '-', 'acme/base:1.0']
  await engine.exec(base, { input: join(engine.directory, 'rootfs.tar') })
  const script = 'dd if=/dev/zero of=/x bs=1000 count=3000; echo done; exec sleep 1000'
  const run = ['run', '-d', '--stop-timeout=1', '--network=none', '--name', name, 'acme/base:1.0', 'sh', '-c', script]
  await engine.cli(...run)
  await vi.waitUntil(async () => (await engine.cli('logs', name)).includes('done'), { timeout: 20_000, interval: 200 })
}

async function look(engine: Engine, paths: Readonly<Record<string, readonly string[]>> = {}): Promise<Look> {
  for (const root of rootsOf(engine)) await run(['sync', '-f', root])
  const { report: live, truths } = await quietReport(engine)
  await engine.stop()
  const { containerdRoot, dataRoot } = engine
  const beside = containerdRoot === null ? [] : ['--containerd-root', containerdRoot]
  const truthsAlone: DuUsage[] = []
  for (const root of rootsOf(engine)) truthsAlone.push(await du(root))
  const leftovers: Record<string, number> = {}
  for (const [driver, names] of Object.entries(paths)) {
    leftovers[driver] = 0
    for (const name of names) leftovers[driver] += await duAllocated(join(dataRoot, name))
  }
  return { live, truths, alone: await takeReport('--data-root', dataRoot, ...beside), truthsAlone, leftovers }
}

function sumOf({ entries }: Report['roots'][number]): number {
  return entries.reduce((sum, entry) => sum + entry.allocated, 0)
}

function sizesOf({ containers, images, layers, buildCache }: Report) {
  const byFirst = (rows: readonly (readonly unknown[])[]) =>
    rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
  return {
    containers: byFirst(containers.map((each) => [each.id, each.name, each.writable, each.virtual])),
    images: byFirst(images.map((each) => [each.id, each.references.toSorted(), each.virtual])),
    layers: byFirst(layers.map((each) => [each.chainId, each.allocated])),
    buildCache: byFirst(buildCache.map((each) => [each.id, each.type])),
  }
}
