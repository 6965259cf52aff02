import { rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../../src-main/model/build-inventory.ts'
import type { DiskReader } from '../../../../src-main/sources/disk/disk-reader.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot } from '../../../../src-main/sources/survey-root.ts'
import { gapsOf, hex, LAYERDB, makeDataRoot, orphansOf, purposeOf, survey, surveyOf } from '../data-root.ts'

describe('a whole layer', () => {
  it('is read with its parent, its size and its directory', async () => {
    const root = makeDataRoot()
    const base = root.addLayer('base')
    const top = root.addLayer('top', base)
    const surveyed = await survey(root)
    const fact = ({ chainId, diffId, cacheId }: typeof base, parent: string | null) => {
      return {
        chainId,
        diffId,
        cacheId,
        parent,
        engineSize: 5,
        directory: `overlay2/${cacheId}/diff`,
        driver: 'overlay2',
        initOf: null,
      }
    }
    const byChain = (a: { chainId: string }, b: { chainId: string }) => (a.chainId < b.chainId ? -1 : 1)
    expect(surveyed.survey.layers.toSorted(byChain)).toEqual([fact(base, null), fact(top, base.chainId)].sort(byChain))
    expect(surveyed.gaps).toEqual([])
    expect(orphansOf(surveyed)).toEqual([])
  })
})

describe('a damaged layer record', () => {
  const other = 'a whole one beside it'
  const damages: readonly (readonly [string, string, string | null])[] = [
    ['no cache ID', 'cache-id', null],
    ['an empty cache ID', 'cache-id', ''],
    ['a cache ID that leads out of the root', 'cache-id', '../../etc'],
    ['an absolute cache ID', 'cache-id', '/etc'],
    ['a cache ID of two lines', 'cache-id', `${hex('a')}\n${hex('b')}`],
    ['a cache ID with a NUL', 'cache-id', `${hex('a')}\0`],
    ['a cache ID of dots', 'cache-id', '..'],
    ['a cache ID of a megabyte', 'cache-id', 'a'.repeat(1024 * 1024)],
  ]

  it.each(damages)('with %s is a gap, and the rest is still there', async (_what, file, content) => {
    const root = makeDataRoot()
    const whole = root.addLayer(other)
    const { record, cacheId } = root.addLayer('damaged')
    if (content === null) unlinkSync(`${root.path}/${record}/${file}`)
    else root.write(`${record}/${file}`, content)
    const surveyed = await survey(root)
    // Its directory lives, whatever its name is.
    expect([orphansOf(surveyed), purposeOf(surveyed, `overlay2/${cacheId}`)]).toEqual([[], { kind: 'unexplained' }])
    // A file that is too long to be read is one gap, the missing cache ID another.
    expect(new Set(gapsOf(surveyed, root))).toEqual(new Set([`damaged ${record}/${file}`]))
    expect(surveyed.survey.layers.map((layer) => layer.chainId)).toEqual([whole.chainId])
    expect(surveyed.survey.places.every(({ path }) => !/\.\.|^\/|\n|\0/.test(path))).toBe(true)
  })

  it.each([
    ['size', null],
    ['size', ''],
    ['size', 'many'],
    ['size', '-1'],
    ['size', '99999999999999999999'],
    ['diff', 'garbage'],
    ['diff', null],
    ['parent', 'garbage'],
    ['parent', `sha256:${hex('x')}\nsha256:${hex('y')}`],
  ])('with %s being %j keeps its directory and says what is unknown', async (file, content) => {
    const root = makeDataRoot()
    const { record, cacheId, chainId } = root.addLayer('damaged')
    if (content === null) unlinkSync(`${root.path}/${record}/${file}`)
    else root.write(`${record}/${file}`, content)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${record}/${file}`])
    const [fact] = surveyed.survey.layers
    expect({ size: fact?.engineSize, diff: fact?.diffId, parent: fact?.parent }[file]).toBeNull()
    expect(purposeOf(surveyed, `overlay2/${cacheId}/diff`)).toEqual({ kind: 'layer', chainId })
    expect(orphansOf(surveyed)).toEqual([])
  })

  it('with a file that is a symlink is not followed', async () => {
    const root = makeDataRoot()
    const { record } = root.addLayer('damaged')
    unlinkSync(`${root.path}/${record}/cache-id`)
    symlinkSync('/etc/hostname', `${root.path}/${record}/cache-id`)
    const surveyed = await survey(root)
    expect(new Set(gapsOf(surveyed, root))).toEqual(new Set([`damaged ${record}/cache-id`]))
    expect(surveyed.survey.layers).toEqual([])
  })

  it('with a parent that nobody knows ends the chain there', async () => {
    const root = makeDataRoot()
    const layer = root.addLayer('top')
    root.write(`${layer.record}/parent`, `sha256:${hex('nobody')}`)
    const container = root.addContainer('one', layer)
    const { containers } = await inventoryOf(root.path)
    expect(containers.map((each) => [each.id, each.layers])).toEqual([
      [container.id, [`sha256:${hex('nobody')}`, layer.chainId]],
    ])
  })

  it('with itself as its own ancestor ends the chain there', async () => {
    const root = makeDataRoot()
    const first = root.addLayer('first')
    const second = root.addLayer('second', first)
    root.write(`${first.record}/parent`, second.chainId)
    root.addContainer('one', second)
    const { containers } = await inventoryOf(root.path)
    expect(containers[0]?.layers).toEqual([first.chainId, second.chainId])
  })
})

describe('a record that goes while it is read', () => {
  it('is no damage', async () => {
    const root = makeDataRoot()
    const { record } = root.addLayer('base')
    const container = root.addContainer('one')
    const reader = createNodeDiskReader()
    const removing: DiskReader = {
      ...reader,
      readText(path, limit) {
        for (const gone of [record, container.record]) rmSync(`${root.path}/${gone}`, { recursive: true, force: true })
        return reader.readText(path, limit)
      },
    }
    const surveyed = await surveyRoot(removing, surveyOf(root.path))
    expect([surveyed.survey.layers, surveyed.survey.writableLayers, surveyed.gaps]).toEqual([[], [], []])
  })
})

describe('a container record', () => {
  it('is read with its writable and its init layer', async () => {
    const root = makeDataRoot()
    const layer = root.addLayer('base')
    const { id, mountId } = root.addContainer('one', layer)
    const surveyed = await survey(root)
    expect(surveyed.survey.writableLayers).toEqual([
      {
        containerId: id,
        directory: `overlay2/${mountId}/diff`,
        parent: layer.chainId,
        driver: 'overlay2',
      },
    ])
    expect(purposeOf(surveyed, `overlay2/${mountId}-init`)).toEqual({ kind: 'init-layer', containerId: id })
    expect(surveyed.gaps).toEqual([])
  })

  it('without an init layer or a parent is whole too', async () => {
    const root = makeDataRoot()
    const { record, mountId } = root.addContainer('one')
    unlinkSync(`${root.path}/${record}/init-id`)
    rmSync(`${root.path}/overlay2/${mountId}-init`, { recursive: true })
    const surveyed = await survey(root)
    expect(surveyed.survey.writableLayers).toMatchObject([{ parent: null }])
    expect(surveyed.gaps).toEqual([])
  })

  it.each([
    ['mount-id', '../../etc'],
    ['mount-id', ''],
    ['mount-id', null],
    ['init-id', '../../etc'],
    ['init-id', 'a\nb'],
    ['init-id', ''],
    ['parent', 'garbage'],
  ])('with %s being %j is a gap, leads nowhere and accuses nobody', async (file, content) => {
    const root = makeDataRoot()
    const whole = root.addContainer('whole')
    const { record } = root.addContainer('damaged')
    if (content === null) unlinkSync(`${root.path}/${record}/${file}`)
    else root.write(`${record}/${file}`, content)
    const surveyed = await survey(root)
    expect(orphansOf(surveyed)).toEqual([])
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${record}/${file}`])
    expect(surveyed.survey.writableLayers.map((layer) => layer.containerId)).toContain(whole.id)
    expect(surveyed.survey.places.every(({ path }) => !/\.\.|\n/.test(path))).toBe(true)
  })
})

describe('a mount that BuildKit has made to read an image', () => {
  const KEY = 'vq0x1hmvmyxyqmqmyz2vq5ow8'

  it('is the build cache and no writable layer of a container', async () => {
    const root = makeDataRoot()
    root.write(`${LAYERDB}/mounts/${KEY}/mount-id`, hex('mount'))
    root.write(`${LAYERDB}/mounts/${KEY}/init-id`, `${hex('mount')}-init`)
    for (const directory of [hex('mount'), `${hex('mount')}-init`]) root.directory(`overlay2/${directory}/diff`)
    const surveyed = await survey(root)
    const owner = { recordIds: [], snapshotKey: KEY }
    for (const directory of [`overlay2/${hex('mount')}`, `overlay2/${hex('mount')}-init`]) {
      expect(purposeOf(surveyed, directory)).toEqual({ kind: 'build-cache-surroundings', ...owner })
      expect(purposeOf(surveyed, `${directory}/diff`)).toEqual({ kind: 'build-cache', ...owner })
    }
    expect([surveyed.survey.writableLayers, orphansOf(surveyed), surveyed.gaps]).toEqual([[], [], []])
  })

  it('accuses nobody when its record is damaged', async () => {
    const root = makeDataRoot()
    root.write(`${LAYERDB}/mounts/${KEY}/mount-id`, '')
    root.directory(`overlay2/${hex('mount')}/diff`)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${LAYERDB}/mounts/${KEY}/mount-id`])
    expect(purposeOf(surveyed, `overlay2/${hex('mount')}`)).toEqual({ kind: 'unexplained' })
  })
})

describe('names in layerdb that are no records', () => {
  it('are passed over', async () => {
    const root = makeDataRoot()
    root.directory(`${LAYERDB}/sha256/short`)
    root.write(`${LAYERDB}/sha256/${hex('a file')}`, 'not a directory')
    root.write(`${LAYERDB}/mounts/a file`)
    const surveyed = await survey(root)
    expect([surveyed.survey.layers, surveyed.survey.writableLayers, surveyed.gaps]).toEqual([[], [], []])
  })
})

async function inventoryOf(path: string) {
  const { survey, gaps } = await surveyRoot(createNodeDiskReader(), surveyOf(path))
  const usages = survey.places.map(() => null)
  const root = { path, role: 'data-root', filesystem: null, capacity: null, survey, gaps, looks: 1, usages } as const
  return buildInventory({
    takenAt: '2026-11-20T00:00:00Z',
    sample: false,
    engine: null,
    engineBecause: 'none is asked',
    roots: [{ ...root, measured: 'not-yet' }],
  })
}
