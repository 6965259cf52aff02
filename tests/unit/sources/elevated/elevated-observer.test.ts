import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AppError } from '../../../../src-main/errors/app-error.ts'
import type { RootObservation } from '../../../../src-main/model/observations.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import type { WalkedPlace, WalkProgress } from '../../../../src-main/sources/disk/walk-types.ts'
import { walkPlaces } from '../../../../src-main/sources/disk/walk-places.ts'
import { createElevatedObserver } from '../../../../src-main/sources/elevated/elevated-observer.ts'
import { ownsScannedRoot } from '../../../../src-main/sources/elevated/owns-scanned-root.ts'
import type { ScannedRoot } from '../../../../src-main/sources/elevated/scan-messages.ts'
import type { ScanSession } from '../../../../src-main/sources/elevated/scan-session.ts'
import type { RootRequest, RootSources } from '../../../../src-main/sources/observe-root.ts'
import { createLocalObserver, type RootObserver } from '../../../../src-main/sources/root-observer.ts'
import { hex, makeDataRoot, type DataRoot } from '../data-root.ts'
import { open, startRealScanner } from './scanners.ts'

const processEntry = new URL('../../../../src-main/sources/disk/walk-process.ts', import.meta.url)

function sourcesWith(remembered: Map<string, WalkedPlace>): RootSources {
  return {
    reader: createNodeDiskReader(),
    walk: (request) => walkPlaces(request, { processEntry }),
    memory: {
      recall: (_root, key) => remembered.get(key) ?? null,
      remember: (_root, found) => {
        for (const { key, walked } of found) remembered.set(key, walked)
      },
      forget: (_root, keep) => {
        for (const key of remembered.keys()) if (!keep.has(key)) remembered.delete(key)
      },
    },
    processes: 2,
  }
}

function requestFor(path: string, change: Partial<RootRequest> = {}): RootRequest {
  return {
    ...{ path, role: 'data-root', current: null, live: false, reuse: null, everything: false, signal: undefined },
    ...change,
  }
}

/** An observer through the real scanner, and what became of it. */
function elevated({
  remembered = new Map<string, WalkedPlace>(),
  bootId = null as string | null,
  isExpected = (_scanned: ScannedRoot): boolean => true,
} = {}) {
  const problems: (readonly [string, AppError])[] = []
  const opened: ScanSession[] = []
  const observer = createElevatedObserver({
    sources: sourcesWith(remembered),
    sessions: {
      open: async (signal) => {
        const session = await open(startRealScanner(), signal)
        opened.push(session)
        return session
      },
      release: async () => {
        await Promise.all(opened.map((session) => session.close()))
      },
    },
    bootId,
    seenByEngine: false,
    isExpected,
    onProblem: (path, problem) => problems.push([path, problem]),
  })
  onTestFinished(() => observer.close())
  return { observer, problems, remembered, opened }
}

async function observe(observer: RootObserver, request: RootRequest) {
  const root = await observer.metadata(request)
  const progress: (readonly [RootObservation, WalkProgress])[] = []
  const observed = await observer.usage({ request, root }, (...each) => progress.push(each))
  return { ...observed, progress }
}

/** A root with everything that is hard to say: hard links, sparse files, names that are no UTF-8, strange labels. */
function makeWorld(): DataRoot {
  const root = makeDataRoot()
  const base = root.addLayer('base')
  const top = root.addLayer('top', base)
  root.addImage('app', [base, top], { created: '2026-01-01T00:00:00Z' })
  root.addContainer('one', top, { Config: { Labels: { __proto__: 'x', 'a\nb': '\u2028"\\' } } })
  root.write('volumes/data/_data/file', 'x'.repeat(5000))
  linkSync(`${root.path}/volumes/data/_data/file`, `${root.path}/overlay2/${base.cacheId}/diff/linked`)
  root.write('volumes/data/_data/sparse')
  truncateSync(`${root.path}/volumes/data/_data/sparse`, 2 ** 43)
  mkdirSync(Buffer.from(`${root.path}/volumes/data/_data/\xff\xfe`, 'latin1'))
  root.directory(`overlay2/${hex('stranger')}`)
  return root
}

describe('a root that is read by a scanner', () => {
  it('is the same as one that is read here', async () => {
    const root = makeWorld()
    const request = requestFor(root.path)
    const here = await observe(createLocalObserver(sourcesWith(new Map())), request)
    const { observer, problems } = elevated()
    const there = await observe(observer, request)
    expect(there.observation).toEqual({ ...here.observation, capacity: there.observation.capacity })
    expect(there.walked).toEqual(here.walked)
    expect(problems).toEqual([])
  })

  it('is remembered by whoever asked', async () => {
    const root = makeWorld()
    const { observer, remembered } = elevated()
    const first = await observe(observer, requestFor(root.path))
    expect(remembered.size).toBeGreaterThan(0)
    const again = elevated({ remembered })
    const second = await observe(again.observer, requestFor(root.path))
    const paths = second.observation.survey.places.filter((_, i) => second.observation.usages[i]?.remembered)
    expect(paths.length).toBe(remembered.size)
    expect(second.walked).toEqual(first.walked)
    const third = await observe(again.observer, requestFor(root.path, { everything: true }))
    expect(third.observation.usages.some((usage) => usage?.remembered)).toBe(false)
  })

  it('takes what is known to be current, unless another directory is there now', async () => {
    const root = makeWorld()
    const { observer } = elevated()
    const { walked } = await observe(observer, requestFor(root.path))
    // Moved and not removed, or the next directory may get its inode.
    renameSync(`${root.path}/volumes/data`, `${makeDataRoot().path}/moved`)
    root.write('volumes/data/_data/new', 'x'.repeat(20_000))
    const reuse: RootRequest['reuse'] = (place) => walked.get(place.path) ?? null
    const { observation } = await observe(observer, requestFor(root.path, { reuse }))
    const at = observation.survey.places.findIndex(({ path }) => path === 'volumes/data/_data')
    expect(observation.usages[at]).toMatchObject({ remembered: false, own: { apparent: 20_000 } })
    expect(observation.usages.filter((usage) => usage?.remembered).length).toBeGreaterThan(3)
  })

  it('tells how far it is, with usages that only grow', async () => {
    const root = makeWorld()
    for (let i = 0; i < 3000; i += 1) root.directory(`volumes/data/_data/many/${i}`)
    const { observer } = elevated()
    const { progress, observation } = await observe(observer, requestFor(root.path))
    for (const [partial, { inodes, placesDone, places }] of progress) {
      expect(partial.measured).toBe('partly')
      expect(placesDone).toBeLessThanOrEqual(places)
      expect(inodes).toBeLessThanOrEqual(4000)
      partial.usages.forEach((usage, i) => {
        if (usage !== null) expect(usage.own).toEqual(observation.usages[i]?.own)
      })
    }
  })

  it('keeps two roots apart', async () => {
    const [one, two] = [makeWorld(), makeDataRoot()]
    const { observer } = elevated()
    const roots = [await observer.metadata(requestFor(one.path)), await observer.metadata(requestFor(two.path))]
    const places = roots.map((root) => root.survey.places.length)
    expect(places[0]).toBeGreaterThan(places[1] ?? 0)
  })
})

describe('a scanner refuses', () => {
  const problemOf = async (path: string, change: Partial<RootRequest> = {}) => {
    const { observer, problems } = elevated()
    const root = await observer.metadata(requestFor(path, change))
    expect([root.measured, root.survey.places]).toEqual(['unreadable', []])
    return problems.map(([at, { code }]) => [at, code])
  }
  const folder = (): string => {
    const path = mkdtempSync(`${tmpdir()}/plimsoll-no-root-`)
    onTestFinished(() => {
      rmSync(path, { recursive: true })
    })
    return path
  }

  it('an ordinary directory', async () => {
    const path = folder()
    expect(await problemOf(path)).toEqual([[path, 'root-not-a-data-root']])
  })

  it('an ordinary directory as a root of containerd’s', async () => {
    const { path } = makeDataRoot()
    expect(await problemOf(path, { role: 'containerd' })).toEqual([[path, 'root-not-a-data-root']])
  })

  it('a data root by any path but its own', async () => {
    const link = `${folder()}/link`
    symlinkSync(makeDataRoot().path, link)
    expect(await problemOf(link)).toEqual([[link, 'bad-input']])
    expect(await problemOf('relative')).toEqual([['relative', 'bad-input']])
  })

  it('nothing at all', async () => {
    expect(await problemOf('/nowhere/at/all')).toEqual([['/nowhere/at/all', 'root-not-found']])
  })
})

describe('the root of another engine', () => {
  const images = [{ id: `sha256:${hex('image app')}` }]
  it.each([
    ['is told by its ID', 'A:B', { engineId: 'C:D', lists: { containers: [], images: [] } }, false],
    [
      'is told by nothing in common',
      '',
      { engineId: null, lists: { containers: [{ id: hex('x') }], images: [] } },
      false,
    ],
    ['is none when the IDs are the same', 'A:B', { engineId: 'A:B', lists: { containers: [], images: [] } }, true],
    [
      'is none when an image is the same',
      '',
      { engineId: 'C:D', lists: { containers: [{ id: hex('x') }], images } },
      true,
    ],
    ['is not told of an engine that has nothing', '', { engineId: null, lists: { containers: [], images: [] } }, true],
  ])('%s', async (_what, written, engine, expected) => {
    const root = makeWorld()
    if (written !== '') root.write('engine-id', `${written}\n`)
    const isExpected = (scanned: ScannedRoot) => ownsScannedRoot(scanned, engine as never)
    const { observer, problems } = elevated({ isExpected })
    const { measured } = await observer.metadata(requestFor(root.path))
    expect([measured, problems.map(([, { code }]) => code)]).toEqual(
      expected ? ['not-yet', []] : ['unreadable', ['root-not-found']],
    )
  })
})

it('is not believed when it runs on another machine', async () => {
  const { path } = makeDataRoot()
  const { observer, problems } = elevated({ bootId: 'another' })
  expect((await observer.metadata(requestFor(path))).measured).toBe('unreadable')
  expect(problems).toMatchObject([[path, { code: 'root-not-found', context: { path, remote: true } }]])
})
