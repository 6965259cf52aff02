import { mkdirSync, truncateSync, unlinkSync, utimesSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chainIdsOf, ContainerdRoot, META, SNAPSHOTTERS } from '../containerd/containerd-root.ts'
import { hex } from '../data-root.ts'

const KEY = 'hzhp5u0bq6g7qzx9p01l2wuez'
const KEEP = { 'containerd.io/gc.root': '1' }

/** An engine with one image of two layers, a container, and a build cache. */
function world(options: { base?: string; snapshotter?: string } = {}) {
  const root = new ContainerdRoot(options)
  const { digest, diffIds } = root.manifest('one', ['base', 'top'])
  root.image('docker.io/acme/one:1', digest)
  const [bottom, top] = root.unpack(diffIds)
  const id = root.container('one', top)
  root.snapshot({ name: KEY, parent: bottom!, size: 8192, labels: KEEP })
  root.snapshot({ name: `${KEY}-view`, kind: 'view', parent: KEY, labels: KEEP, bare: root.snapshotter === 'native' })
  return { root, diffIds, bottom: bottom!, top: top!, id }
}

describe.each([
  ['overlayfs', '', (n: number) => [`snapshots/${n}`, `snapshots/${n}/fs`]],
  ['overlayfs', 'containerd/daemon', (n: number) => [`snapshots/${n}`, `snapshots/${n}/fs`]],
  ['native', '', (n: number) => [`snapshots/${n}`, `snapshots/${n}`]],
  ['btrfs', '', (n: number) => [`${n === 4 ? 'active' : n === 6 ? 'view' : 'snapshots'}/${n}`, '']],
] as const)('the snapshotter %s in %j', (snapshotter, base, partsOf) => {
  const inStore = (path: string) => `${SNAPSHOTTERS}.${snapshotter}/${path}`
  const around = (number: number) => inStore(partsOf(number)[0]!)
  const files = (number: number) => inStore(partsOf(number)[1]! || partsOf(number)[0]!)

  it('says which directory is what for', async () => {
    const { root, bottom, top, id } = world({ base, snapshotter })
    const { purposeOf, orphans, gaps, places } = await root.survey()
    const cache = { recordIds: [], snapshotKey: KEY }
    expect([1, 2, 3, 4, 5].map((number) => purposeOf(files(number)))).toEqual([
      { kind: 'layer', chainId: bottom },
      { kind: 'layer', chainId: top },
      { kind: 'init-layer', containerId: id },
      { kind: 'writable-layer', containerId: id },
      { kind: 'build-cache', ...cache },
    ])
    if (snapshotter === 'overlayfs')
      expect([1, 3, 4, 5].map((number) => purposeOf(around(number))?.kind)).toEqual([
        'layer-surroundings',
        'init-layer-surroundings',
        'writable-layer-surroundings',
        'build-cache-surroundings',
      ])
    const view = snapshotter === 'native' ? undefined : { kind: 'build-cache-surroundings', ...cache }
    expect(purposeOf(around(6))).toEqual(view)
    expect([orphans, gaps]).toEqual([[], []])
    const paths = places.map((place) => place.path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('hands over layers, writable layers and snapshots', async () => {
    const { root, diffIds, bottom, top, id } = world({ base, snapshotter })
    const { layers, writableLayers, snapshots } = await root.survey()
    const directory = (number: number) => root.at(files(number))
    const common = { engineSize: 4096, driver: snapshotter, initOf: null }
    expect(layers.toSorted((a, b) => (a.cacheId < b.cacheId ? -1 : 1))).toEqual([
      { chainId: bottom, diffId: diffIds[0], cacheId: '1', parent: null, directory: directory(1), ...common },
      { chainId: top, diffId: diffIds[1], cacheId: '2', parent: bottom, directory: directory(2), ...common },
    ])
    expect(writableLayers).toEqual([{ containerId: id, directory: directory(4), parent: top, driver: snapshotter }])
    const shown = snapshots.map((each) => [each.number, each.name, each.kind, each.parent, each.engineSize])
    expect(shown.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [1, bottom, 'committed', null, 4096],
      [2, top, 'committed', bottom, 4096],
      [3, `${id}-init`, 'committed', top, 20480],
      [4, id, 'active', `${id}-init`, null],
      [5, KEY, 'committed', bottom, 8192],
      [6, `${KEY}-view`, 'view', KEY, null],
    ])
    expect(snapshots.find((each) => each.kind === 'view')).toMatchObject({
      snapshotter,
      namespace: 'moby',
      directory: snapshotter === 'native' ? null : directory(6),
    })
  })

  it('remembers what is committed, and nothing else', async () => {
    const { root } = world({ base, snapshotter })
    const { places } = await root.survey()
    const remembered = places.filter((place) => place.immutableKey !== null)
    expect(remembered.map((place) => place.path).sort()).toEqual([1, 2, 3, 5].map((n) => root.at(files(n))).sort())
    expect(new Set(remembered.map((place) => place.immutableKey)).size).toBe(4)
  })

  it('accuses what no record has, and what nothing keeps', async () => {
    const { root } = world({ base, snapshotter })
    const stranger = around(9999).replace(/active|view/, 'snapshots')
    root.directory(`${stranger}/fs`)
    const left = root.snapshot({ name: 'rbjexjgxr5d9iqkrj5bdhtkn4', size: 1 })
    const { orphans, snapshots, purposeOf } = await root.survey()
    const lost = inStore(`snapshots/${left}`)
    expect(orphans.toSorted()).toEqual(
      [
        [root.at(stranger), 'unaccounted'],
        [root.at(lost), 'unreferenced'],
      ].toSorted(),
    )
    expect(snapshots.map((snapshot) => snapshot.number)).toContain(left)
    expect(purposeOf(`${lost}/fs`)).toBeUndefined()
  })

  it.each([META, inStore('metadata.db')])('accuses nobody while %s is damaged or missing', async (database) => {
    for (const harm of [
      (path: string) => {
        truncateSync(path, 6000)
      },
      unlinkSync,
    ]) {
      const { root } = world({ base, snapshotter })
      root.directory(inStore('snapshots/9999'))
      root.save()
      harm(`${root.path}/${root.at(database)}`)
      const { orphans, gaps, purposeOf } = await root.look()
      expect([orphans, gaps]).toEqual([[], [`damaged ${root.at(database)}`]])
      expect(purposeOf(inStore('snapshots/9999'))).toEqual({ kind: 'unexplained' })
    }
  })

  it('knows by the keys of its own database whose everything is, without the other', async () => {
    const { root, top, id } = world({ base, snapshotter })
    root.save()
    unlinkSync(`${root.path}/${root.at(META)}`)
    const { layers, writableLayers } = await root.look()
    expect([layers.map((layer) => layer.chainId).includes(top), writableLayers]).toEqual([
      true,
      [{ containerId: id, directory: root.at(files(4)), parent: top, driver: snapshotter }],
    ])
  })
})

describe('a layer', () => {
  it('that was made in a container keeps its -init snapshot, and its parent is the layer below that', async () => {
    const root = new ContainerdRoot()
    const { digest, diffIds } = root.manifest('legacy', ['base', 'run'])
    const [base, run] = chainIdsOf(diffIds)
    const gone = hex('build container')
    root.snapshot({ name: base! })
    root.snapshot({ name: `${gone}-init`, parent: base!, size: 20480 })
    root.snapshot({ name: run!, parent: `${gone}-init` })
    root.image('docker.io/acme/legacy:1', digest)
    const { layers, orphans, purposeOf } = await root.survey()
    const found = layers.map(({ cacheId, chainId, parent, initOf }) => [cacheId, chainId, parent, initOf])
    expect(found.toSorted()).toEqual([
      ['1', base, null, null],
      ['3', run, base, gone],
    ])
    expect(purposeOf(`${SNAPSHOTTERS}.overlayfs/snapshots/2/fs`)).toEqual({ kind: 'init-layer', containerId: gone })
    expect(orphans).toEqual([])
  })

  it('whose record refers to itself, or to nobody, comes to an end', async () => {
    const root = new ContainerdRoot()
    const [a, b] = [`sha256:${hex('a')}`, `sha256:${hex('b')}`]
    root.snapshot({ name: 'r'.repeat(25), parent: 'r'.repeat(25), labels: KEEP })
    root.snapshot({ name: a, parent: 'r'.repeat(25), labels: KEEP })
    root.snapshot({ name: b, parent: 'gone', labels: KEEP })
    expect((await root.survey()).layers.map((layer) => layer.parent)).toEqual([null, null])
  })

  it('that no config names has a diff ID only when it is the first', async () => {
    const root = new ContainerdRoot()
    const [a, b] = root.unpack([`sha256:${hex('a')}`, `sha256:${hex('b')}`])
    root.lease('l', { snapshots: [b!] })
    const { layers } = await root.survey()
    const diffIds = new Map(layers.map(({ chainId, diffId }) => [chainId, diffId]))
    expect([diffIds.get(a!), diffIds.get(b!)]).toEqual([a, null])
  })

  it('that nothing keeps is no layer, and an image that needs it is not unpacked', async () => {
    const root = new ContainerdRoot()
    const diffIds = [`sha256:${hex('a')}`]
    root.unpack(diffIds)
    const config = root.blob({ rootfs: { diff_ids: diffIds } })
    const manifest = root.blob({ config: { digest: config }, layers: [] }, { 'containerd.io/gc.ref.content.0': config })
    root.image('docker.io/acme/one:1', manifest)
    const { layers, images, orphans } = await root.survey()
    expect([layers, images[0]?.chainIds, orphans.length]).toEqual([[], [], 1])
  })
})

describe('a directory with a passing name', () => {
  const HOUR = 3600
  const age = (root: ContainerdRoot, path: string, seconds: number) => {
    utimesSync(`${root.path}/${path}`, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds)
  }

  it('is being made while it is young', async () => {
    const root = new ContainerdRoot()
    const [young, old] = ['new-111', 'new-222'].map((name) => `${SNAPSHOTTERS}.overlayfs/snapshots/${name}`)
    for (const path of [young!, old!]) root.directory(path)
    age(root, young!, HOUR - 60)
    age(root, old!, HOUR + 60)
    age(root, `${SNAPSHOTTERS}.overlayfs/snapshots`, HOUR)
    const { purposeOf, orphans } = await root.survey({ now: Date.now() })
    expect(purposeOf(young!)).toEqual({ kind: 'area', area: 'unpacking', category: 'temporary-files' })
    expect(orphans).toEqual([[old, 'unaccounted']])
  })

  it('that begins with rm- is half removed', async () => {
    const root = new ContainerdRoot({ snapshotter: 'btrfs' })
    root.directory(`${SNAPSHOTTERS}.btrfs/view/rm-7`)
    expect((await root.survey()).orphans).toEqual([[`${SNAPSHOTTERS}.btrfs/view/rm-7`, 'removing']])
  })

  it('or another that is a file or a symlink is nobody to accuse', async () => {
    const root = new ContainerdRoot()
    root.write(`${SNAPSHOTTERS}.overlayfs/snapshots/7`)
    symlinkSync('/etc', `${root.path}/${SNAPSHOTTERS}.overlayfs/snapshots/8`)
    expect((await root.survey()).orphans).toEqual([])
  })

  it('that its active half left when it was committed is an orphan', async () => {
    const root = new ContainerdRoot({ snapshotter: 'btrfs' })
    root.snapshot({ name: KEY, labels: KEEP })
    root.directory(`${SNAPSHOTTERS}.btrfs/active/1`)
    expect((await root.survey()).orphans).toEqual([[`${SNAPSHOTTERS}.btrfs/active/1`, 'unaccounted']])
  })
})

describe('a snapshot that is needed for a moment', () => {
  it('is a temporary file, under its own name or that of a lease that ends', async () => {
    const root = new ContainerdRoot()
    const names = ['extract-7-ab x', hex('legacy builder'), 'something']
    for (const name of names) root.snapshot({ name, kind: 'active' })
    root.lease('passing', { labels: { 'containerd.io/gc.expire': '2999-01-01T00:00:00Z' }, snapshots: names })
    const { places } = await root.survey()
    const purposes = places.filter((place) => /snapshots\/\d+$/.test(place.path)).map((place) => place.purpose)
    expect(purposes).toEqual(names.map(() => ({ kind: 'area', area: 'unpacking', category: 'temporary-files' })))
  })

  it('is an orphan once its lease has ended', async () => {
    const root = new ContainerdRoot()
    const number = root.snapshot({ name: 'extract-7-ab x', kind: 'active' })
    const made = Date.parse('2026-11-20T11:00:00Z') / 1000
    utimesSync(`${root.path}/${SNAPSHOTTERS}.overlayfs/snapshots/${number}`, made, made)
    root.lease('passing', {
      labels: { 'containerd.io/gc.expire': '2026-11-20T12:00:00Z' },
      snapshots: ['extract-7-ab x'],
    })
    const at = async (now: string) => (await root.survey({ now: Date.parse(now) })).orphans.length
    expect([await at('2026-11-20T11:59:59Z'), await at('2026-11-20T12:00:01Z')]).toEqual([0, 1])
  })
})

describe('another namespace', () => {
  it('has its snapshots to itself, also what nothing keeps there', async () => {
    const root = new ContainerdRoot()
    root.snapshot({ name: `sha256:${hex('pause')}`, namespace: 'k8s.io' })
    const { purposeOf, layers, snapshots, orphans } = await root.survey()
    expect(purposeOf(`${SNAPSHOTTERS}.overlayfs/snapshots/1`)).toEqual({ kind: 'other-namespace', namespace: 'k8s.io' })
    expect([layers, snapshots.map((each) => each.namespace), orphans]).toEqual([[], ['k8s.io'], []])
  })
})

describe('a snapshotter that is not known', () => {
  it('is no matter while it holds nothing', async () => {
    const root = new ContainerdRoot()
    for (const name of ['blockfile', 'erofs/snapshots', 'zfs']) root.directory(`${SNAPSHOTTERS}.${name}`)
    const { gaps, purposeOf } = await root.survey()
    expect([gaps, purposeOf(`${SNAPSHOTTERS}.erofs`)?.kind]).toEqual([[], 'area'])
  })

  it('is a gap and unexplained when it does', async () => {
    const root = new ContainerdRoot()
    mkdirSync(`${root.path}/${SNAPSHOTTERS}.stargz/snapshotter/7`, { recursive: true })
    const { gaps, purposeOf, orphans } = await root.survey()
    expect(gaps).toEqual([`driver-not-supported ${SNAPSHOTTERS}.stargz`])
    expect([purposeOf(`${SNAPSHOTTERS}.stargz`), orphans]).toEqual([{ kind: 'unexplained' }, []])
  })

  it('is that of another namespace which alone uses it', async () => {
    const root = new ContainerdRoot({ snapshotter: 'devmapper' })
    root.snapshot({ name: 'x', namespace: 'k8s.io' })
    const { gaps, purposeOf } = await root.survey()
    expect(gaps).toEqual([])
    expect(purposeOf(`${SNAPSHOTTERS}.devmapper`)).toEqual({ kind: 'other-namespace', namespace: 'k8s.io' })
  })
})
