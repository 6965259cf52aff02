import { cpSync, utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { addContainerdRoot, type BesideSearch } from '../../../src-main/service/add-containerd-root.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import type { DiskReader } from '../../../src-main/sources/disk/disk-reader.ts'
import { anEngine } from '../../helpers/builders/engine-says.ts'
import { ContainerdRoot } from '../sources/containerd/containerd-root.ts'
import { makeDataRoot } from '../sources/data-root.ts'
import {
  addToDataRoot,
  fillClassic,
  fillContainerd,
  NEW,
  OLD,
  OVERLAY2,
  OVERLAYFS,
} from '../sources/survey/two-stores.ts'

function containerdOf(container: string): string {
  const root = new ContainerdRoot()
  root.container(container)
  root.save()
  return root.path
}

function dataRootOf(container: string): string {
  const root = makeDataRoot()
  root.addContainer(container, undefined, { Driver: 'overlayfs' })
  return root.path
}

/** The reader of a machine whose containerd is configured to be there. */
function configured(root: string): DiskReader {
  const disk = createNodeDiskReader()
  const readText = (path: string, limit?: number) =>
    path === '/etc/containerd/config.toml' ? `root = "${root}"` : disk.readText(path, limit)
  return { ...disk, readText }
}

function add(search: Partial<BesideSearch>) {
  return addContainerdRoot({
    reader: configured('/nowhere/containerd'),
    dataRoot: null,
    usual: false,
    asked: true,
    containerdRoot: null,
    engine: null,
    memory: new Map(),
    closedToo: false,
    signal: undefined,
    ...search,
  })
}

const both = (dataRoot: string, containerd: string) => [
  { path: dataRoot, role: 'data-root' },
  { path: containerd, role: 'containerd' },
]

describe('a containerd root that was asked for', () => {
  it('is read beside the data root', async () => {
    const [dataRoot, containerdRoot] = [dataRootOf('one'), containerdOf('one')]
    expect(await add({ dataRoot, containerdRoot })).toMatchObject({
      roots: both(dataRoot, containerdRoot),
      failures: [],
    })
  })

  it('is read alone where there is no data root, and where nobody asked for the one that is there', async () => {
    const containerdRoot = containerdOf('one')
    const alone = { roots: [{ path: containerdRoot, role: 'containerd' }], failures: [], current: null }
    expect(await add({ containerdRoot })).toEqual(alone)
    expect(await add({ containerdRoot, dataRoot: dataRootOf('two'), asked: false })).toEqual(alone)
  })

  it("is refused when it is another engine's", async () => {
    const containerdRoot = containerdOf('one')
    const foreign = {
      code: 'root-not-a-data-root',
      context: { path: containerdRoot, role: 'containerd', foreign: true },
    }
    const dataRoot = dataRootOf('two')
    await expect(add({ dataRoot, containerdRoot })).rejects.toMatchObject(foreign)
    const engine = anEngine({ imageStore: 'containerd' })
    await expect(add({ containerdRoot, engine, asked: false })).rejects.toMatchObject(foreign)
  })

  it('is not counted twice when it is the one in the data root', async () => {
    const dataRoot = dataRootOf('one')
    cpSync(containerdOf('one'), `${dataRoot}/containerd/daemon`, { recursive: true })
    const containerdRoot = `${dataRoot}/containerd/daemon`
    expect((await add({ dataRoot, containerdRoot })).roots).toEqual([{ path: dataRoot, role: 'data-root' }])
  })

  it('is refused when one is somewhere else in the other', async () => {
    const [dataRoot, containerd] = [dataRootOf('one'), containerdOf('one')]
    cpSync(containerd, `${dataRoot}/elsewhere`, { recursive: true })
    cpSync(dataRoot, `${containerd}/docker`, { recursive: true })
    const refused = { code: 'bad-input' }
    await expect(add({ dataRoot, containerdRoot: `${dataRoot}/elsewhere` })).rejects.toMatchObject(refused)
    await expect(add({ dataRoot: `${containerd}/docker`, containerdRoot: containerd })).rejects.toMatchObject(refused)
  })

  it.each(['/nowhere/at/all', '/etc/hostname', '/etc'])('has to be one: %s is none', async (containerdRoot) => {
    await expect(add({ containerdRoot })).rejects.toMatchObject({ context: { role: 'containerd' } })
  })
})

describe('a containerd root that nobody asked for', () => {
  it('is found, and then not looked for again', async () => {
    const [dataRoot, containerd] = [dataRootOf('one'), containerdOf('one')]
    const memory: BesideSearch['memory'] = new Map()
    const first = await add({ dataRoot, reader: configured(containerd), memory })
    expect(first).toMatchObject({ roots: both(dataRoot, containerd), failures: [] })
    expect(await add({ dataRoot, memory })).toEqual(first)
    const engine = anEngine({ imageStore: 'containerd' })
    expect((await add({ dataRoot, memory, engine })).roots).toHaveLength(1)
  })

  it('that is not where it should be is a failure, each time until it is found', async () => {
    const [dataRoot, containerd] = [dataRootOf('one'), containerdOf('one')]
    const memory: BesideSearch['memory'] = new Map()
    const { roots, failures } = await add({ dataRoot, memory })
    expect(roots).toEqual([{ path: dataRoot, role: 'data-root' }])
    expect(failures).toMatchObject([
      { code: 'root-not-found', context: { path: '/nowhere/containerd', role: 'containerd' } },
    ])
    expect((await add({ dataRoot, memory, reader: configured(containerd) })).failures).toEqual([])
  })

  it('is found later too, when at first nothing was there to need it', async () => {
    const [data, containerd] = [makeDataRoot(), containerdOf('one')]
    const search = { dataRoot: data.path, reader: configured(containerd), memory: new Map() }
    expect((await add(search)).roots).toEqual([{ path: data.path, role: 'data-root' }])
    data.addContainer('one', undefined, { Driver: 'overlayfs' })
    expect((await add(search)).roots).toEqual(both(data.path, containerd))
  })

  it('is not needed without a data root', async () => {
    expect(await add({})).toEqual({ roots: [], failures: [], current: null })
  })
})

describe('which of two stores is in use', () => {
  const makeBoth = () => {
    const root = fillClassic()
    addToDataRoot(root)
    return { dataRoot: root.path, containerdRoot: fillContainerd().path }
  }
  const touch = (root: string, time: string, paths: readonly string[]) => {
    for (const path of paths) utimesSync(`${root}/${path}`, new Date(time), new Date(time))
  }

  it('is told by both roots together when no engine says so', async () => {
    const { dataRoot, containerdRoot } = makeBoth()
    const current = async () => (await add({ dataRoot, containerdRoot })).current
    const classic = ['repositories.json', 'imagedb/content/sha256', 'layerdb/sha256', 'layerdb/mounts']
    touch(dataRoot, '2026-11-20T10:00:00Z', [
      ...classic.map((name) => `image/overlay2/${name}`),
      `containers/${OLD}/config.v2.json`,
    ])
    touch(dataRoot, '2026-11-21T10:00:00Z', [`containers/${NEW}/config.v2.json`])
    expect(await current()).toEqual(OVERLAYFS)
    touch(dataRoot, '2026-11-22T10:00:00Z', ['image/overlay2/layerdb/mounts'])
    expect(await current()).toEqual(OVERLAY2)
  })

  it('is what the engine says, and what the data root says alone', async () => {
    const { dataRoot, containerdRoot } = makeBoth()
    expect((await add({ dataRoot, containerdRoot, engine: anEngine() })).current).toBeNull()
    expect((await add({ dataRoot })).current).toBeNull()
  })
})
