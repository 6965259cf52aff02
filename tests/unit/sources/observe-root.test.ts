import { chmodSync, mkdirSync, rmdirSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DiskReader } from '../../../src-main/sources/disk/disk-reader.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import type { WalkedPlace } from '../../../src-main/sources/disk/walk-types.ts'
import { walkPlaces } from '../../../src-main/sources/disk/walk-places.ts'
import {
  observeMetadata,
  observeUsage,
  type RootRequest,
  type RootSources,
} from '../../../src-main/sources/observe-root.ts'
import { afterwards, BEING_MADE, hex, makeDataRoot, type DataRoot } from './data-root.ts'
import { observeAsNobody } from '../../helpers/observe-apart.ts'

const processEntry = new URL('../../../src-main/sources/disk/walk-process.ts', import.meta.url)
const STRANGER = `overlay2/${hex('stranger')}`

function sourcesWith(reader: DiskReader, remembered = new Map<string, WalkedPlace>()): RootSources {
  const memory: RootSources['memory'] = {
    recall: (_root, key) => remembered.get(key) ?? null,
    remember: (_root, found) => {
      for (const { key, walked } of found) remembered.set(key, walked)
    },
    forget: (_root, keep) => {
      for (const key of remembered.keys()) if (!keep.has(key)) remembered.delete(key)
    },
  }
  return { reader, memory, walk: (request) => walkPlaces(request, { processEntry }), processes: 1 }
}

function requestFor(path: string, change: Partial<RootRequest> = {}): RootRequest {
  return {
    path,
    role: 'data-root',
    current: null,
    live: true,
    reuse: null,
    everything: false,
    signal: undefined,
    ...change,
  }
}

/** A reader of a root in which something happens each time before the root is listed. */
function readerOfLife(root: DataRoot, happens: (look: number) => void): DiskReader {
  const reader = { ...createNodeDiskReader(), now: afterwards }
  let look = 0
  return {
    ...reader,
    list(path) {
      if (path === root.path) happens((look += 1))
      return reader.list(path)
    },
  }
}

describe('the second look at a root with an engine at work', () => {
  const purposeAfter = async (root: DataRoot, happens: (look: number) => void, live = true) => {
    const looks: number[] = []
    const reader = readerOfLife(root, (look) => {
      looks.push(look)
      happens(look)
    })
    const observation = await observeMetadata(sourcesWith(reader), requestFor(root.path, { live }))
    const place = observation.survey.places.find(({ path }) => path === STRANGER)
    return { looks, purpose: place?.purpose }
  }
  const make = (root: DataRoot): void => {
    mkdirSync(`${root.path}/${STRANGER}`)
  }

  it('is not taken where nothing is suspected', async () => {
    const root = makeDataRoot()
    root.addLayer('base')
    expect(await purposeAfter(root, () => undefined)).toEqual({ looks: [1], purpose: undefined })
  })

  it('confirms what two surveys call an orphan', async () => {
    const root = makeDataRoot()
    make(root)
    expect(await purposeAfter(root, () => undefined)).toEqual({
      looks: [1, 2],
      purpose: { kind: 'orphan', reason: 'unaccounted' },
    })
  })

  it('accuses nobody that only the second survey sees', async () => {
    const root = makeDataRoot()
    root.directory(`overlay2/${hex('there from the start')}`)
    const happens = (look: number): void => {
      if (look === 2) make(root)
    }
    expect(await purposeAfter(root, happens)).toEqual({ looks: [1, 2], purpose: BEING_MADE })
  })

  it('clears what has become a layer in the meantime', async () => {
    const root = makeDataRoot()
    make(root)
    const happens = (look: number): void => {
      if (look === 2) root.write(`image/overlay2/layerdb/mounts/${hex('container')}/mount-id`, hex('stranger'))
    }
    const { purpose } = await purposeAfter(root, happens)
    expect(purpose).toEqual({ kind: 'writable-layer-surroundings', containerId: hex('container') })
  })

  it('forgets what has gone in the meantime', async () => {
    const root = makeDataRoot()
    make(root)
    const happens = (look: number): void => {
      if (look === 2) rmdirSync(`${root.path}/${STRANGER}`)
    }
    expect((await purposeAfter(root, happens)).purpose).toBeUndefined()
  })

  it('is not taken of what stands still, such as a listing', async () => {
    const root = makeDataRoot()
    make(root)
    expect((await purposeAfter(root, () => undefined, false)).looks).toEqual([1])
  })
})

describe('a root that cannot be read', () => {
  const observe = (path: string) => observeMetadata(sourcesWith(createNodeDiskReader()), requestFor(path))

  it.each([
    ['that is not there', '/nowhere/at/all'],
    ['with a name that no system takes', `/${'a'.repeat(300)}`],
  ])('%s is unreadable, with the reason as its gap', async (_what, path) => {
    const { measured, gaps, survey } = await observe(path)
    expect([measured, survey.places]).toEqual(['unreadable', []])
    expect(gaps).toMatchObject([{ path, reason: 'read-error' }])
  })

  it('for the lack of a right is unreadable too, and nothing in it is 0', () => {
    const root = makeDataRoot()
    root.addContainer('one', root.addLayer('base'))
    chmodSync(root.path, 0)
    const { observation, inventory } = observeAsNobody(root.path)
    expect(observation.measured).toBe('unreadable')
    expect(observation.gaps).toMatchObject([{ path: root.path, reason: 'permission-denied' }])
    expect(inventory.roots[0]?.ledger.because).toBe('no-data-root')
  })

  it('as even the way to it is forbidden is unreadable all the same', () => {
    const root = makeDataRoot()
    root.directory('home/root/overlay2')
    chmodSync(root.path, 0)
    const { observation } = observeAsNobody(`${root.path}/home/root`)
    expect([observation.measured, observation.capacity]).toEqual(['unreadable', null])
  })

  it('ends in `cancelled` when that is why', async () => {
    const root = makeDataRoot()
    root.addContainer('one')
    const request = requestFor(root.path, { signal: AbortSignal.abort() })
    const observing = observeMetadata(sourcesWith(createNodeDiskReader()), request)
    await expect(observing).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('a second observation', () => {
  it('remembers the files of layers and walks the rest again', async () => {
    const root = makeDataRoot()
    const layer = root.addLayer('base')
    root.addContainer('one', layer)
    const sources = sourcesWith(createNodeDiskReader())
    const remembered = async (everything: boolean) => {
      const request = requestFor(root.path, { everything })
      const observed = await observeMetadata(sources, request)
      const { observation } = await observeUsage(sources, { request, root: observed }, () => undefined)
      const paths = observation.survey.places.map((place) => place.path)
      return paths.filter((_path, i) => observation.usages[i]?.remembered === true)
    }
    expect(await remembered(false)).toEqual([])
    expect(await remembered(false)).toEqual([`overlay2/${layer.cacheId}/diff`])
    expect(await remembered(true)).toEqual([])
  })

  it('remembers no layer that has gone, unless it was cancelled', async () => {
    const root = makeDataRoot()
    const gone = root.addLayer('gone')
    root.addLayer('stays')
    const remembered = new Map<string, WalkedPlace>()
    const sources = sourcesWith(createNodeDiskReader(), remembered)
    const observe = async (signal?: AbortSignal) => {
      const observed = await observeMetadata(sources, requestFor(root.path))
      const request = requestFor(root.path, { signal })
      const { observation } = await observeUsage(sources, { request, root: observed }, () => undefined)
      return [observation.measured, remembered.size]
    }
    expect(await observe()).toEqual(['whole', 2])
    rmSync(`${root.path}/image/overlay2/layerdb/sha256/${gone.chainId.replace('sha256:', '')}`, { recursive: true })
    rmSync(`${root.path}/overlay2/${gone.cacheId}`, { recursive: true })
    expect(await observe(AbortSignal.abort())).toEqual(['cancelled', 2])
    expect(await observe()).toEqual(['whole', 1])
    expect([...remembered.keys()].some((key) => key.includes(gone.cacheId))).toBe(false)
  })
})
