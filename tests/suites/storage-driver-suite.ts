import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Gap } from '../../src-main/model/gap.ts'
import { createNodeDiskReader } from '../../src-main/sources/disk/node-disk-reader.ts'
import type { StorageDriverReader } from '../../src-main/sources/storage-drivers/storage-driver-reader.ts'
import type { SurveyContext } from '../../src-main/sources/survey/survey-context.ts'
import { digestOf } from '../helpers/listing.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'
import { readWorldTruth } from '../helpers/world-truth.ts'

/** What every reader of a storage driver has to show, in a recorded world of that driver. */
export function storageDriverSuite(reader: StorageDriverReader, worldName: string): void {
  describe(`the reader of ${reader.name} in the world ${worldName}`, () => {
    const truth = readWorldTruth(worldName)
    const read: { world?: RecordedWorld } = {}
    beforeAll(async () => {
      read.world = await unpackWorld(worldName)
    }, 60_000)
    afterAll(() => read.world?.[Symbol.asyncDispose]())
    const root = () => read.world!.dataRoot
    const survey = async (path = root(), signal?: AbortSignal) => {
      const gaps: Gap[] = []
      const found = await reader.survey(contextOf(path, gaps, signal))
      return { ...found, gaps }
    }

    it('finds its driver there, and none in an empty directory', async () => {
      const empty = await mkdtemp(join(tmpdir(), 'plimsoll-empty-'))
      expect([reader.detect(contextOf(root())), reader.detect(contextOf(empty))]).toEqual([true, false])
      await rm(empty, { recursive: true })
    })

    it('knows every layer with its directory', async () => {
      const { layers, gaps } = await survey()
      const known = layers.map(({ chainId, diffId, parent, engineSize, directory }) => {
        return { chainId, diffId, parent, size: engineSize, directory }
      })
      expect(known.toSorted(by('chainId'))).toEqual(truth.layers.toSorted(by('chainId')))
      expect(new Set(layers.map((layer) => layer.driver))).toEqual(new Set([reader.name]))
      expect(gaps).toEqual([])
    })

    it('knows the writable and the init layer of every container', async () => {
      const { writableLayers, places } = await survey()
      const known = writableLayers.map(({ containerId, directory, parent }) => [containerId, directory, parent])
      expect(known.toSorted()).toEqual(
        truth.containers.map(({ id, writable, parent }) => [id, writable, parent]).sort(),
      )
      const inits = places.flatMap(({ path, purpose }) =>
        purpose.kind === 'init-layer' ? [[purpose.containerId, `${path}/diff`]] : [],
      )
      expect(inits.toSorted()).toEqual(truth.containers.map(({ id, init }) => [id, init]).sort())
    })

    it('knows the directory of every build cache record', async () => {
      const { buildCache } = await survey()
      const known = buildCache.map(({ id, type, directory }) => ({ id, type, directory }))
      expect(known.toSorted(by('id'))).toEqual(truth.buildCache.toSorted(by('id')))
    })

    it('gives each path one place, in its own part of the root', async () => {
      const paths = (await survey()).places.map((place) => place.path)
      expect(new Set(paths).size).toBe(paths.length)
      // What layerdb keeps of a layer is the layer's.
      const layerdb = `image/${reader.name}/layerdb/`
      expect(paths.filter((path) => !path.startsWith(layerdb) && !isInside(path, reader.directories))).toEqual([])
      expect(paths.filter((path) => path.split('/').some((name) => ['', '.', '..'].includes(name)))).toEqual([])
    })

    it('gives the files of each layer, container and record a place that is theirs', async () => {
      const { places } = await survey()
      const kinds = new Map(places.map(({ path, purpose }) => [path, purpose.kind]))
      const kindsOf = (paths: readonly string[]) => new Set(paths.map((path) => kinds.get(path)))
      const layers = new Set(truth.layers.map((layer) => layer.directory))
      const own = truth.buildCache.filter(({ directory }) => !layers.has(directory))
      expect(kindsOf([...layers])).toEqual(new Set(['layer']))
      expect(kindsOf(truth.containers.map((container) => container.writable))).toEqual(new Set(['writable-layer']))
      expect(kindsOf(own.map((record) => record.directory))).toEqual(new Set(['build-cache']))
    })

    it('accuses nobody and leaves nothing unexplained', async () => {
      const { places } = await survey()
      expect(places.filter(({ purpose }) => ['orphan', 'unexplained'].includes(purpose.kind))).toEqual([])
    })

    it('remembers only what can never change', async () => {
      const { places } = await survey()
      const kinds = new Set(places.filter((place) => place.immutableKey !== null).map(({ purpose }) => purpose.kind))
      expect([...kinds]).toEqual(['layer'])
    })

    it('changes nothing on disk', async () => {
      const before = await digestOf(root())
      await survey()
      expect(await digestOf(root())).toBe(before)
    })

    it('stops when it is cancelled', async () => {
      await expect(survey(root(), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    })

    // These two damage the world, so they are the last.
    it('follows no record that leads out of its part of the root', async () => {
      for (const file of await recordFiles(root())) await writeFile(file, '../../../etc')
      const { places, layers, writableLayers, gaps } = await survey()
      expect(places.filter(({ path }) => !isInside(path, reader.directories))).toEqual([])
      expect([layers, writableLayers]).toEqual([[], []])
      expect(gaps.length).toBeGreaterThan(0)
    })

    it('is content with directories that no record is left of', async () => {
      await rm(join(root(), 'image'), { recursive: true })
      const { layers, writableLayers, places } = await survey()
      expect([layers, writableLayers]).toEqual([[], []])
      expect(places.every(({ path }) => existsSync(join(root(), path)))).toBe(true)
    })
  })
}

function contextOf(root: string, gaps: Gap[] = [], signal?: AbortSignal): SurveyContext {
  return { reader: createNodeDiskReader(), root, signal, gap: (gap) => gaps.push(gap) }
}

/** Files of layerdb that name a directory. */
async function recordFiles(root: string): Promise<readonly string[]> {
  const all = await readdir(join(root, 'image'), { recursive: true })
  return all.filter((name) => /\/(cache-id|mount-id|init-id)$/.test(name)).map((name) => join(root, 'image', name))
}

function isInside(path: string, directories: readonly string[]): boolean {
  const [top = '', ...rest] = path.split('/')
  return directories.includes(top) && !rest.some((name) => ['', '.', '..'].includes(name))
}

function by<Key extends string>(key: Key) {
  return (a: Readonly<Record<Key, string>>, b: Readonly<Record<Key, string>>): number => (a[key] < b[key] ? -1 : 1)
}
