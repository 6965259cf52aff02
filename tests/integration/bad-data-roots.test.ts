import { mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import type { Report } from '../../src-main/contract/report.ts'
import { copyDataRoot } from '../helpers/data-root-copy.ts'
import { du } from '../helpers/du.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { expectNoStack, expectPlainFailure } from '../helpers/expect-plain-failure.ts'
import { digestOf } from '../helpers/listing.ts'
import { plimsoll, reportOf, takeIncompleteReport, takeReport } from '../helpers/plimsoll.ts'

const engine = sharedEngine('28.5')

describe('report --data-root', () => {
  it('fails in plain words where there is nothing', async () => {
    const finished = await plimsoll(['report', '--json', '--data-root', '/nowhere/at all'])
    expectPlainFailure(finished)
    expect(finished.stderr).toContain('/nowhere/at all')
  })

  it('fails in plain words on a file', async () => {
    const finished = await plimsoll(['report', '--json', '--data-root', '/etc/passwd'])
    expectPlainFailure(finished)
    expect(finished.stderr).toContain('/etc/passwd')
  })

  it('fails in plain words on a directory that is no data root', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-no-root-'))
    try {
      await writeFile(join(folder, 'letter.txt'), 'hello')
      expectPlainFailure(await plimsoll(['report', '--json', '--data-root', folder]))
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it.each(['with spaces and  tabs\t', 'with a\nnew line', 'ünïcödé 🚢 船', '-x', '$(touch x) "quoted" \\'])(
    'reads a data root named %j to the byte',
    async (name) => {
      await using copy = await copyDataRoot(engine.dataRoot, name)
      const report = await takeReport('--data-root', copy.path)
      expect(report.roots[0]!.path).toBe(copy.path)
      await expectBalance(report, copy.path)
      expect(report.roots[0]!.unattributed.allocated).toBe(0)
    },
  )

  it('changes nothing in it', async () => {
    await using copy = await copyDataRoot(engine.dataRoot)
    const before = await digestOf(copy.path)
    await takeReport('--data-root', copy.path)
    expect(await digestOf(copy.path)).toBe(before)
  })
})

describe('report on a damaged data root', () => {
  const damages: readonly (readonly [string, (root: string) => Promise<string>])[] = [
    ['a layer without its size', (root) => empty(layerFile(root, 'size'))],
    ['a layer without its cache ID', (root) => empty(layerFile(root, 'cache-id'))],
    ['a cache ID that leads out of the root', (root) => write(layerFile(root, 'cache-id'), '../../../../etc')],
    ['a container layer without its mount ID', (root) => empty(firstIn(join(root, MOUNTS), 'mount-id'))],
    ['an image configuration cut in half', (root) => halve(firstIn(join(root, IMAGES)))],
    ['a list of image names cut in half', (root) => halve(join(root, 'image/overlay2/repositories.json'))],
    ['a container configuration cut in half', (root) => halve(firstIn(join(root, 'containers'), 'config.v2.json'))],
    ['a build cache database cut short', (root) => cutShort(join(root, 'buildkit/metadata_v2.db'))],
    ['a build cache database of zeros', (root) => write(join(root, 'buildkit/snapshots.db'), '\0'.repeat(32_768))],
  ]

  it.each(damages)('balances the books with %s, and names the place', async (_what, damage) => {
    await using copy = await copyDataRoot(engine.dataRoot)
    const damaged = await damage(copy.path)
    const before = await digestOf(copy.path)
    const finished = await plimsoll(['report', '--json', '--data-root', copy.path])
    expectNoStack(finished.stderr)
    const report = reportOf(finished, EXIT.incomplete)
    await expectBalance(report, copy.path)
    expect(report.roots[0]!.gaps.some((gap) => damaged.startsWith(gap.path))).toBe(true)
    expect(await digestOf(copy.path)).toBe(before)
  })

  it.each(['metadata_v2.db', 'snapshots.db'])('accuses no directory while %s cannot be read', async (name) => {
    await using copy = await copyDataRoot(engine.dataRoot)
    await cutShort(join(copy.path, 'buildkit', name))
    expect((await takeIncompleteReport('--data-root', copy.path)).orphans).toEqual([])
  })

  it('reports a layer that is half removed', async () => {
    await using copy = await copyDataRoot(engine.dataRoot)
    const { name, cacheId } = await topOfLegacyBuild(join(copy.path, LAYERS))
    await rename(join(copy.path, LAYERS, name), join(copy.path, LAYERS, `${name}-1234567-removing`))
    const report = await takeReport('--data-root', copy.path)
    await expectBalance(report, copy.path)
    const orphans = report.orphans.map(({ path, reason }) => ({ path, reason }))
    expect(orphans).toEqual([{ path: join(copy.path, 'overlay2', cacheId), reason: 'removing' }])
  })
})

const LAYERS = 'image/overlay2/layerdb/sha256'
const MOUNTS = 'image/overlay2/layerdb/mounts'
const IMAGES = 'image/overlay2/imagedb/content/sha256'

async function expectBalance(report: Report, path: string): Promise<void> {
  const { entries, unattributed } = report.roots[0]!
  const allocated = entries.reduce((sum, entry) => sum + entry.allocated, 0) + (unattributed.allocated ?? Number.NaN)
  expect(allocated).toBe((await du(path)).allocated)
}

/** A file in the first of a directory's entries by name; the entry itself without one. */
async function firstIn(directory: string, file = ''): Promise<string> {
  const [first] = (await readdir(directory)).toSorted()
  return join(directory, first!, file)
}

/** The top layer of the image that BuildKit has no part in: a directory with 64 digits, a parent and no child. */
async function topOfLegacyBuild(layerdb: string): Promise<{ readonly name: string; readonly cacheId: string }> {
  const read = (name: string, file: string): Promise<string> => readFile(join(layerdb, name, file), 'utf8')
  const layers = await Promise.all(
    (await readdir(layerdb)).map(async (name) => {
      const parent = (await readdir(join(layerdb, name))).includes('parent') ? await read(name, 'parent') : null
      return { name, parent, cacheId: await read(name, 'cache-id') }
    }),
  )
  const parents = new Set(layers.map((layer) => layer.parent))
  return layers.find(
    ({ name, parent, cacheId }) => cacheId.length === 64 && parent !== null && !parents.has(`sha256:${name}`),
  )!
}

const layerFile = (root: string, file: string): Promise<string> => firstIn(join(root, LAYERS), file)

async function empty(path: Promise<string>): Promise<string> {
  return write(path, '')
}

async function write(path: string | Promise<string>, text: string): Promise<string> {
  await writeFile(await path, text)
  return path
}

async function halve(path: string | Promise<string>): Promise<string> {
  await truncate(await path, Math.floor((await stat(await path)).size / 2))
  return path
}

/** Cuts a bbolt database within the second of its meta pages. (The first half of a fresh one may hold all its pages.) */
async function cutShort(path: string): Promise<string> {
  await truncate(path, 6000)
  return path
}
