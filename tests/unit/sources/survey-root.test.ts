import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot } from '../../../src-main/sources/survey-root.ts'
import { makeBolt } from './bolt/make-bolt.ts'
import { gapsOf, hex, IN_MEMORY, LAYERDB, makeDataRoot, orphansOf, purposeOf, survey, surveyOf } from './data-root.ts'
import { observeAsNobody } from '../../helpers/observe-apart.ts'

describe('the names of a data root', () => {
  it('each have a place, each once, and the first is the root', async () => {
    const root = makeDataRoot()
    root.addContainer('one', root.addLayer('base'))
    const known = ['buildkit/content', 'network', 'plugins', 'runtimes', 'swarm', 'tmp', 'trust', 'containerd', 'nri']
    for (const name of known) root.directory(name)
    root.write('engine-id', 'x')
    const surveyed = await survey(root)
    const paths = surveyed.survey.places.map((place) => place.path)
    expect(paths[0]).toBe('')
    expect(new Set(paths).size).toBe(paths.length)
    const top = ['containers', 'image', 'overlay2', 'volumes', 'engine-id', ...known]
    expect(top.filter((name) => purposeOf(surveyed, name)?.kind !== 'area')).toEqual([])
    expect(surveyed.survey.places.filter(({ purpose }) => purpose.kind === 'unexplained')).toEqual([])
    expect(surveyed.gaps).toEqual([])
  })

  it('that nobody knows are unexplained', async () => {
    const root = makeDataRoot()
    root.write('backup-2019/everything.tar', 'x')
    root.write('note\nto self.txt', 'x')
    const surveyed = await survey(root)
    const strangers = surveyed.survey.places.filter(({ purpose }) => purpose.kind === 'unexplained')
    expect(strangers.map((place) => place.path)).toEqual(['backup-2019', 'note\nto self.txt'])
    expect(surveyed.gaps).toEqual([])
  })

  it('that Plimsoll made are a quarantine, whose things are orphans one by one', async () => {
    const root = makeDataRoot()
    root.write('plimsoll-quarantine/run-1/1-leak/diff/file', 'x')
    root.write('plimsoll-quarantine/run-1/1-leak.plimsoll.json', '{}')
    root.write('plimsoll-quarantine/run-2/7-file', 'x')
    const surveyed = await survey(root)
    expect(orphansOf(surveyed)).toEqual([
      ['plimsoll-quarantine/run-1/1-leak', 'quarantined'],
      ['plimsoll-quarantine/run-2/7-file', 'quarantined'],
    ])
    expect([purposeOf(surveyed, 'plimsoll-quarantine')?.kind, surveyed.gaps]).toEqual(['area', []])
  })

  it('that are symlinks are gaps, known names too, and are not followed', async () => {
    const [root, elsewhere] = [makeDataRoot(), makeDataRoot()]
    elsewhere.directory('swarm/deep')
    symlinkSync(`${elsewhere.path}/swarm`, `${root.path}/swarm`)
    symlinkSync('/', `${root.path}/everything`)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual(['not-a-directory everything', 'not-a-directory swarm'])
    expect(surveyed.survey.places.filter(({ path }) => /^(everything|swarm)./.test(path))).toEqual([])
  })
})

describe('a symlink below the root', () => {
  const moved = [
    'image',
    'image/overlay2',
    LAYERDB,
    `${LAYERDB}/sha256`,
    `${LAYERDB}/mounts`,
    `${LAYERDB}/sha256/${hex('diff base')}`,
    `${LAYERDB}/mounts/${hex('container one')}`,
    'buildkit',
    `containers/${hex('container one')}`,
    'containerd',
  ]

  it.each(moved)('at %s is one gap, is not followed, and makes nobody an orphan', async (path) => {
    const [root, elsewhere] = [makeDataRoot(), makeDataRoot()]
    root.addImage('one', [root.addLayer('base')])
    root.addContainer('one', root.addLayer('base'))
    root.directory('buildkit/content')
    root.directory('containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots')
    root.write('buildkit/snapshots.db', makeBolt({ key: { committed: hex('stranger') } }))
    root.directory(`overlay2/${hex('stranger')}`)
    renameSync(`${root.path}/${path}`, `${elsewhere.path}/moved`)
    symlinkSync(`${elsewhere.path}/moved`, `${root.path}/${path}`)
    const surveyed = await survey(root)
    const gaps = gapsOf(surveyed, root)
    expect([gaps, orphansOf(surveyed)]).toEqual([[`not-a-directory ${path}`], []])
    const { containers, images, layers, places } = surveyed.survey
    expect(places.filter((place) => place.path.startsWith(`${path}/`))).toEqual([])
    expect(containers).toHaveLength(path.startsWith('containers/') ? 0 : 1)
    expect(images).toHaveLength(path === 'image' || path === 'image/overlay2' ? 0 : 1)
    expect(layers).toHaveLength(path.startsWith('image') && !path.includes('mounts') ? 0 : 1)
  })
})

describe('the directory of another driver', () => {
  it.each(['vfs', 'btrfs', 'aufs'])(
    'that is not read, like %s/, is unexplained with a gap when it is in use',
    async (driver) => {
      const root = makeDataRoot()
      root.write(`${driver}/dir/${hex('layer')}/file`, 'x')
      const surveyed = await survey(root)
      expect(gapsOf(surveyed, root)).toEqual([`driver-not-supported ${driver}`])
      expect(purposeOf(surveyed, driver)).toEqual({ kind: 'unexplained' })
    },
  )

  it.each(['vfs', 'btrfs', 'aufs'])('left behind, like %s/, is that driver’s leftover', async (driver) => {
    const root = makeDataRoot()
    root.write(`${driver}/dir/${hex('layer')}/file`, 'x')
    const layer = root.addLayer('base')
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([])
    expect(purposeOf(surveyed, driver)).toEqual({ kind: 'leftover-driver', driver })
    expect(surveyed.survey.layers.map((each) => each.chainId)).toEqual([layer.chainId])
  })

  it.each(['vfs', 'vfs/dir', 'btrfs/subvolumes'])('that is empty, like %s/, is no matter', async (path) => {
    const root = makeDataRoot()
    root.directory(path)
    const surveyed = await survey(root)
    expect([surveyed.gaps, purposeOf(surveyed, path.split('/')[0]!)?.kind]).toEqual([[], 'area'])
  })
})

describe('a root that is none', () => {
  it.each(['/nowhere/at/all', '/etc/hostname'])('is not found at %s', async (path) => {
    const surveying = surveyRoot(createNodeDiskReader(), surveyOf(path))
    await expect(surveying).rejects.toMatchObject({ code: 'root-not-found', context: { path } })
  })

  it('as it is empty is a survey of the root alone', async () => {
    const { path } = makeDataRoot()
    mkdirSync(`${path}/empty`)
    const { survey: found, gaps } = await surveyRoot(createNodeDiskReader(), surveyOf(`${path}/empty`))
    expect([found.layers, found.containers, found.images, gaps]).toEqual([[], [], [], []])
  })
})

describe('with user namespaces', () => {
  it('the root is the directory of the IDs, and the one around it does not explain it', async () => {
    const root = makeDataRoot()
    const inner = `165536.165536/${LAYERDB}/sha256/${hex('layer')}`
    root.write(`${inner}/cache-id`, hex('cache'))
    root.write(`${inner}/diff`, `sha256:${hex('diff')}`)
    root.write(`${inner}/size`, '5')
    root.write(`165536.165536/overlay2/${hex('cache')}/diff/hello`, 'hello')
    const outside = await survey(root)
    expect(purposeOf(outside, '165536.165536')).toEqual({ kind: 'unexplained' })
    expect([outside.survey.layers, outside.gaps]).toEqual([[], []])
    const inside = await survey({ path: `${root.path}/165536.165536` })
    expect(inside.survey.layers.map((layer) => layer.cacheId)).toEqual([hex('cache')])
    expect([orphansOf(inside), inside.gaps]).toEqual([[], []])
  })
})

describe('a large root', () => {
  it('of 10,000 containers is read whole, and the process goes on answering', async () => {
    const root = makeDataRoot(IN_MEMORY)
    addContainers(root.path, 10_000)
    let turns = 0
    const turn = setInterval(() => (turns += 1), 1)
    const start = performance.now()
    const surveyed = await survey(root)
    const milliseconds = performance.now() - start
    clearInterval(turn)
    expect(surveyed.survey.containers).toHaveLength(10_000)
    expect(surveyed.survey.writableLayers).toHaveLength(10_000)
    expect([orphansOf(surveyed), surveyed.gaps]).toEqual([[], []])
    // A pause at least every 100 ms on average, on however busy a machine.
    expect(turns).toBeGreaterThan(milliseconds / 100)
    expect(milliseconds).toBeLessThan(30_000)
  }, 120_000)

  it('stops when it is cancelled', async () => {
    const root = makeDataRoot()
    addContainers(root.path, 10)
    const surveying = surveyRoot(createNodeDiskReader(), surveyOf(root.path, AbortSignal.abort()))
    await expect(surveying).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('for a user who may not read all of it', () => {
  it.each([
    [`overlay2`],
    [`${LAYERDB}/sha256`],
    [`${LAYERDB}/mounts`],
    [`${LAYERDB}/tmp`],
    [`${LAYERDB}/sha256/${hex('diff base')}`],
    [`${LAYERDB}/sha256/${hex('diff base')}/cache-id`],
    ['image'],
    ['image/overlay2/imagedb'],
    ['image/overlay2/repositories.json'],
    ['containers'],
    [`containers/${hex('container one')}`],
    [`containers/${hex('container one')}/config.v2.json`],
    ['volumes'],
    ['buildkit'],
    ['vfs'],
    ['secrets'],
  ])('leaves a gap at %s, keeps the rest and accuses nobody', (denied) => {
    const root = makeDataRoot()
    root.addContainer('one', root.addLayer('base'))
    root.addContainer('two', root.addLayer('other'))
    root.addImage('one', [])
    for (const name of ['volumes/data/_data', 'buildkit/content', 'vfs/dir', 'secrets/deep']) root.directory(name)
    chmodSync(root.path, 0o755)
    chmodSync(`${root.path}/${denied}`, 0)
    const { observation, inventory } = observeAsNobody(root.path)
    expect(observation.measured).toBe('whole')
    expect(inventory.orphans).toEqual([])
    const gaps = observation.gaps.filter((gap) => gap.reason === 'permission-denied')
    expect(gaps.some((gap) => gap.path.startsWith(`${root.path}/${denied}`))).toBe(true)
    expect(observation.gaps.filter((gap) => gap.reason !== 'permission-denied')).toEqual([])
    expect(observation.survey.volumes).toHaveLength(denied === 'volumes' ? 0 : 1)
  })
})

function addContainers(root: string, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const [id, mountId] = [hex(`container ${i}`), hex(`mount ${i}`)]
    for (const directory of [`containers/${id}`, `${LAYERDB}/mounts/${id}`, `overlay2/${mountId}`])
      mkdirSync(`${root}/${directory}`)
    writeFileSync(`${root}/containers/${id}/config.v2.json`, `{"ID":"${id}","Name":"/number-${i}"}`)
    writeFileSync(`${root}/${LAYERDB}/mounts/${id}/mount-id`, mountId)
  }
}
