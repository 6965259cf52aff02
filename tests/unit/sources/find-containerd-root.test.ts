import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/errors/app-error.ts'
import type { DiskReader } from '../../../src-main/sources/disk/disk-reader.ts'
import { parseMountTable } from '../../../src-main/sources/disk/mount-table.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import {
  checkContainerdRoot,
  findContainerdRoot,
  isForeignContainerd,
  type ContainerdFinding,
  type ContainerdSearch,
} from '../../../src-main/sources/find-containerd-root.ts'
import { anEngine, engineContainer, engineImage } from '../../helpers/builders/engine-says.ts'
import { makeBolt } from './bolt/make-bolt.ts'
import { ContainerdRoot, META, SNAPSHOTTERS } from './containerd/containerd-root.ts'
import { hex, makeDataRoot, type DataRoot } from './data-root.ts'

const KEY = 'k3y0fbu1ldk1twhich1srandm'
const NONE: ContainerdFinding = { kind: 'none' }
const SYSTEM = '/run/containerd/containerd.sock'

/** A containerd that has a container of that name, and one image. */
function containerdOf(container: string): ContainerdRoot {
  const root = new ContainerdRoot()
  root.image('docker.io/library/app:1', root.manifest('app', ['base']).digest)
  root.container(container)
  root.save()
  return root
}

/** A data root with a container that a snapshotter keeps. */
function dataRootOf(container: string, driver = 'overlayfs'): DataRoot {
  const root = makeDataRoot()
  root.addContainer(container, undefined, { Driver: driver })
  return root
}

interface Machine {
  /** `root` of the system's containerd. */
  readonly configured?: string
  /** What a running container is mounted from. */
  readonly upper?: string
}

function find(
  dataRoot: DataRoot,
  { configured = '/nowhere/containerd', upper }: Machine,
  search: Partial<ContainerdSearch> = {},
): Promise<ContainerdFinding> {
  const disk = createNodeDiskReader()
  const mounted = `1 1 0:9 / ${dataRoot.path}/rootfs/overlayfs/${hex('x')} rw - overlay overlay rw,upperdir=${upper ?? ''}`
  const reader: DiskReader = {
    ...disk,
    readText: (path, limit) =>
      path === '/etc/containerd/config.toml' ? `root = "${configured}"` : disk.readText(path, limit),
    mounts: () => parseMountTable(upper === undefined ? '' : mounted),
  }
  return findContainerdRoot({
    reader,
    dataRoot: dataRoot.path,
    engine: null,
    usual: false,
    signal: undefined,
    ...search,
  })
}

const upperOf = (root: string) => `${root}/${SNAPSHOTTERS}.overlayfs/snapshots/7/fs`

describe('the containerd of a data root', () => {
  it('is where the system has it, when both know a container', async () => {
    const { path } = containerdOf('one')
    expect(await find(dataRootOf('one'), { configured: path })).toEqual({ kind: 'found', path })
  })

  it('is named without the symlinks that lead to it', async () => {
    const { path } = containerdOf('one')
    const dataRoot = dataRootOf('one')
    symlinkSync(path, `${dataRoot.path}/link`)
    expect(await find(dataRoot, { configured: `${dataRoot.path}/link` })).toEqual({ kind: 'found', path })
  })

  it('is what a running container is mounted from, wherever the system has its own', async () => {
    const [own, systems] = [containerdOf('one'), containerdOf('two')]
    const machine = { configured: systems.path, upper: upperOf(own.path) }
    expect(await find(dataRootOf('one'), machine)).toEqual({ kind: 'found', path: own.path })
  })

  it('is told by what BuildKit knows, where there is no container', async () => {
    const own = containerdOf('gone')
    own.snapshot({ name: KEY })
    own.save()
    const other = containerdOf('two')
    const dataRoot = makeDataRoot()
    const record = { 'cache.snapshot': JSON.stringify({ value: KEY }) }
    dataRoot.write('buildkit/containerd-overlayfs/metadata_v2.db', makeBolt({ _main: { someRecord: record } }))
    expect(await find(dataRoot, { configured: own.path })).toEqual({ kind: 'found', path: own.path })
    expect(await find(dataRoot, { configured: other.path })).toEqual({ kind: 'missing', path: other.path })
  })

  it("is never another engine's, and that it is missing is said", async () => {
    const { path } = containerdOf('two')
    for (const usual of [true, false])
      expect(await find(dataRootOf('one'), { configured: path, upper: upperOf(path) }, { usual })).toEqual({
        kind: 'missing',
        path,
      })
  })

  it('is missing when it is not where the system says', async () => {
    expect(await find(dataRootOf('one'), {})).toEqual({ kind: 'missing', path: '/nowhere/containerd' })
  })

  it('is taken without a sign only beside the usual data root', async () => {
    const { path } = containerdOf('gone')
    expect(await find(makeDataRoot(), { configured: path }, { usual: false })).toEqual(NONE)
    expect(await find(makeDataRoot(), { configured: path }, { usual: true })).toEqual({ kind: 'found', path })
  })

  it("is none of a machine's where only others use it", async () => {
    const root = new ContainerdRoot()
    root.snapshot({ name: KEY, namespace: 'k8s.io' })
    root.save()
    expect(await find(makeDataRoot(), { configured: root.path }, { usual: true })).toEqual(NONE)
  })

  it('is taken by a sign in a damaged database as well, and not refused for one that is not there', async () => {
    const { path } = containerdOf('one')
    writeFileSync(`${path}/${META}`, 'no database')
    expect(await find(dataRootOf('one'), { configured: path }, { usual: true })).toEqual({ kind: 'found', path })
    expect(await find(dataRootOf('one'), { configured: path })).toMatchObject({ kind: 'missing' })
  })
})

describe('a data root with a containerd in it', () => {
  const inside = (container: string) => {
    const dataRoot = dataRootOf(container)
    const store = containerdOf(container)
    dataRoot.directory('containerd')
    symlinkSync(store.path, `${dataRoot.path}/containerd/daemon`)
    return dataRoot
  }

  it('needs no other', async () => {
    expect(await find(inside('one'), {})).toEqual(NONE)
  })

  it('is not found a second time by what its containers are mounted from', async () => {
    const dataRoot = inside('one')
    rmSync(`${dataRoot.path}/containerd/daemon`)
    mkdirSync(`${dataRoot.path}/containerd/daemon`)
    const machine = { upper: upperOf(`${dataRoot.path}/containerd/daemon`) }
    expect(await find(dataRoot, machine)).toMatchObject({ kind: 'missing' })
  })

  it('and with an engine that uses the one of the system has two', async () => {
    const id = hex('container two')
    const { path } = containerdOf('two')
    const engine = anEngine({
      imageStore: 'containerd',
      containerdAddress: SYSTEM,
      containers: [engineContainer(id)],
    })
    expect(await find(inside('one'), { configured: path }, { engine })).toEqual({ kind: 'found', path })
  })
})

describe('an engine', () => {
  const containers = [engineContainer(hex('container one'))]
  const containerd = { imageStore: 'containerd', storageDriver: 'overlayfs' } as const

  it('that has a containerd of its own is not looked for in that of the system', async () => {
    const { path } = containerdOf('one')
    const engine = anEngine({ ...containerd, containers, containerdAddress: '/run/docker/containerd/containerd.sock' })
    expect(await find(makeDataRoot(), { configured: path }, { engine })).toMatchObject({ kind: 'missing' })
  })

  it.each([null, SYSTEM, `unix:///var${SYSTEM}`])('that names the socket %j is', async (containerdAddress) => {
    const { path } = containerdOf('one')
    const engine = anEngine({ ...containerd, containers, containerdAddress })
    expect(await find(makeDataRoot(), { configured: path }, { engine })).toEqual({ kind: 'found', path })
  })

  it('without containers is told by its images', async () => {
    const root = new ContainerdRoot()
    const { digest } = root.manifest('app', ['base'])
    root.image('docker.io/library/app:1', digest)
    root.save()
    const knows = (...ids: string[]) => ({
      engine: anEngine({ ...containerd, images: ids.map((id) => engineImage(id)) }),
      usual: true,
    })
    const machine = { configured: root.path }
    expect(await find(makeDataRoot(), machine, knows('sha256:other', digest))).toMatchObject({ kind: 'found' })
    expect(await find(makeDataRoot(), machine, knows('sha256:other'))).toMatchObject({ kind: 'missing' })
    // An engine without images is not the one whose images these are; and nothing of it is missing.
    expect(await find(makeDataRoot(), machine, knows())).toEqual(NONE)
  })

  it('that has just begun to use containerd has an empty one', async () => {
    const root = new ContainerdRoot()
    root.save()
    const search = { engine: anEngine({ ...containerd, containerdAddress: SYSTEM }), usual: true }
    expect(await find(makeDataRoot(), { configured: root.path }, search)).toMatchObject({ kind: 'found' })
  })

  it('of a classic driver leaves what it kept in containerd before', async () => {
    const { path } = containerdOf('one')
    const engine = anEngine()
    expect(await find(dataRootOf('one'), { configured: path }, { engine })).toEqual({ kind: 'found', path })
    expect(await find(dataRootOf('two'), {}, { engine })).toEqual(NONE)
  })
})

it('is closed where it may not be read', async () => {
  const { path } = containerdOf('one')
  const dataRoot = dataRootOf('one')
  const disk = createNodeDiskReader()
  const readBytes: DiskReader['readBytes'] = (at, limit) => {
    if (at.startsWith(path)) throw new AppError('permission-denied', 'closed', { context: { path: at } })
    return disk.readBytes(at, limit)
  }
  const readText = (at: string) => (at.endsWith('config.toml') ? `root = "${path}"` : disk.readText(at))
  const reader = { ...disk, readBytes, readText }
  expect(await find(dataRoot, {}, { reader })).toEqual({ kind: 'closed', path })
})

describe('a directory that is said to be the root of a containerd', () => {
  const reader = createNodeDiskReader()

  it('is taken when it holds what plugins of containerd keep', () => {
    const { path } = containerdOf('one')
    symlinkSync(path, `${path}/link`)
    expect(checkContainerdRoot(reader, `${path}/link`)).toBe(path)
  })

  it.each([
    ['/nowhere/at/all', 'root-not-found'],
    ['/etc/hostname', 'root-not-a-directory'],
    ['/etc', 'root-not-a-data-root'],
  ])('is refused when it is %s: %s', (path, code) => {
    expect(() => checkContainerdRoot(reader, path)).toThrow(
      expect.objectContaining({ code, context: { path, role: 'containerd' } }),
    )
  })

  it("is another engine's when it keeps nothing that these know", async () => {
    const { path } = containerdOf('one')
    const isForeign = (dataRoot: DataRoot | null, engine = anEngine()) =>
      isForeignContainerd({ reader, dataRoot: dataRoot?.path ?? null, engine, signal: undefined }, path)
    const offline = (dataRoot: DataRoot) =>
      isForeignContainerd({ reader, dataRoot: dataRoot.path, engine: null, signal: undefined }, path)
    expect(await offline(dataRootOf('one'))).toBe(false)
    expect(await offline(dataRootOf('two'))).toBe(true)
    // Containers of a classic driver say nothing, and neither does what is not there.
    expect(await offline(dataRootOf('two', 'overlay2'))).toBe(false)
    expect(await offline(makeDataRoot())).toBe(false)
    const other = anEngine({ imageStore: 'containerd', containers: [engineContainer(hex('container two'))] })
    expect(await isForeign(null, other)).toBe(true)
    expect(await isForeign(null)).toBe(false)
  })
})
