import { copyFile, mkdtemp, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import { du } from '../helpers/du.ts'
import { plimsoll, reportOf, takeReport } from '../helpers/plimsoll.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'
import { run } from '../helpers/run-process.ts'

const META = 'io.containerd.metadata.v1.bolt/meta.db'
const SNAPSHOTTER = 'io.containerd.snapshotter.v1.overlayfs'
const CONTENT = 'io.containerd.content.v1.content'

interface Roots {
  readonly dataRoot: string
  /** Where containerd has its directories, in the data root or beside it. */
  readonly containerd: string
}

interface Damage {
  readonly what: string
  readonly path: (roots: Roots) => string
  readonly how: 'gone' | 'garbage' | 'halved'
  /** Whether the report says that it is not whole. */
  readonly gap: boolean
}

const inContainerd = (path: string) => (roots: Roots) => join(roots.containerd, path)
const inDataRoot = (path: string) => (roots: Roots) => join(roots.dataRoot, path)

const DAMAGES: readonly Damage[] = [
  { what: 'the names of everything', path: inContainerd(META), how: 'gone', gap: true },
  { what: 'the names of everything', path: inContainerd(META), how: 'garbage', gap: true },
  { what: 'the names of everything', path: inContainerd(META), how: 'halved', gap: true },
  { what: 'the numbers of snapshots', path: inContainerd(`${SNAPSHOTTER}/metadata.db`), how: 'gone', gap: true },
  { what: 'the numbers of snapshots', path: inContainerd(`${SNAPSHOTTER}/metadata.db`), how: 'garbage', gap: true },
  { what: 'all snapshots', path: inContainerd(`${SNAPSHOTTER}/snapshots`), how: 'gone', gap: false },
  { what: 'the snapshotter', path: inContainerd(SNAPSHOTTER), how: 'gone', gap: false },
  { what: 'all content', path: inContainerd(`${CONTENT}/blobs`), how: 'gone', gap: false },
  {
    what: 'what BuildKit knows',
    path: inDataRoot('buildkit/containerd-overlayfs/metadata_v2.db'),
    how: 'garbage',
    gap: true,
  },
  { what: 'the configs of containers', path: inDataRoot('containers'), how: 'gone', gap: false },
  { what: 'BuildKit', path: inDataRoot('buildkit'), how: 'gone', gap: false },
]

describe.each(['28.5-containerd', '28.5-containerd-system'])('the recorded world %s, without its engine', (name) => {
  let world: RecordedWorld
  let roots: Roots
  beforeAll(async () => {
    world = await unpackWorld(name)
    const { dataRoot, containerdRoot } = world
    roots = { dataRoot, containerd: containerdRoot ?? join(dataRoot, 'containerd/daemon') }
  }, 60_000)
  afterAll(() => world[Symbol.asyncDispose]())

  const options = () => {
    const beside = world.containerdRoot === null ? [] : ['--containerd-root', world.containerdRoot]
    return ['--data-root', world.dataRoot, ...beside]
  }

  const expectBalance = async (report: Report) => {
    for (const root of report.roots) {
      const sum = root.entries.reduce((total, entry) => total + entry.allocated, 0)
      expect(sum + root.unattributed.allocated!).toBe((await du(root.path)).allocated)
    }
  }

  it('is whole', async () => {
    const report = await takeReport(...options())
    await expectBalance(report)
    expect(report.roots.flatMap(({ unattributed, gaps }) => [unattributed.allocated, ...gaps])).toEqual(
      report.roots.map(() => 0),
    )
    expect([report.orphans, report.containers.length]).toEqual([[], 19])
  })

  it.each(DAMAGES)('is read on when $what is $how, and accuses nobody', async ({ path, how, gap }) => {
    await using _ = await damage(path(roots), how)
    const report = reportOf(await plimsoll(['report', '--json', ...options()]), gap ? EXIT.incomplete : EXIT.ok)
    await expectBalance(report)
    expect(report.orphans.filter(({ reason }) => reason !== 'unreferenced')).toEqual([])
    expect(report.roots).toHaveLength(world.containerdRoot === null ? 1 : 2)
    expect(report.roots.flatMap((root) => root.gaps).length > 0).toBe(gap)
  })
})

describe('the recorded world 28.5-containerd-system, half of it', () => {
  let world: RecordedWorld
  beforeAll(async () => {
    world = await unpackWorld('28.5-containerd-system')
  }, 60_000)
  afterAll(() => world[Symbol.asyncDispose]())

  it('is the data root, and a failure that says what is missing', async () => {
    const finished = await plimsoll(['report', '--json', '--data-root', world.dataRoot])
    expect(finished.stderr).toContain('containerd')
    expect(finished.stderr).toContain('--containerd-root')
    const report = reportOf(finished, EXIT.incomplete)
    expect(report.roots.map(({ path, allocated }) => [path, allocated])).toEqual([
      [world.dataRoot, (await du(world.dataRoot)).allocated],
    ])
    expect(report.containers).toHaveLength(19)
    expect(new Set(report.containers.map(({ writable }) => writable.allocated))).toEqual(new Set([null]))
    expect([report.images, report.orphans]).toEqual([[], []])
  })

  it('is the root of containerd alone', async () => {
    const root = world.containerdRoot!
    const report = await takeReport('--containerd-root', root)
    expect(report.roots.map(({ path, allocated }) => [path, allocated])).toEqual([[root, (await du(root)).allocated]])
    expect(report.images.length).toBeGreaterThan(5)
    expect(report.orphans).toEqual([])
  })
})

it('is never read with the containerd of another engine', async () => {
  await using one = await unpackWorld('28.5-containerd')
  await using other = await unpackWorld('28.5-containerd-system')
  const foreign = ['--data-root', one.dataRoot, '--containerd-root', other.containerdRoot!]
  const finished = await plimsoll(['report', '--json', ...foreign])
  expect([finished.code, finished.stdout]).toEqual([EXIT.nothingToRead, ''])
  expect(finished.stderr).toContain('another engine')
})

/** Disposing of it brings back what was there, which is kept outside of the roots. */
async function damage(path: string, how: Damage['how']): Promise<AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-kept-'))
  const kept = join(folder, 'kept')
  await rename(path, kept)
  if (how === 'garbage') await writeFile(path, 'no database\n'.repeat(10_000))
  if (how === 'halved') {
    await copyFile(kept, path)
    await truncate(path, Math.floor((await stat(kept)).size / 2))
  }
  await run(['sync', '-f', dirname(path)])
  return {
    async [Symbol.asyncDispose]() {
      await rm(path, { force: true })
      await rename(kept, path)
      await rm(folder, { recursive: true })
    },
  }
}
