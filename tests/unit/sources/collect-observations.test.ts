import { describe, expect, it, onTestFinished } from 'vitest'
import type { Observations } from '../../../src-main/model/observations.ts'
import { collectObservations, type CollectRequest } from '../../../src-main/sources/collect-observations.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../../src-main/sources/disk/walk-places.ts'
import { createLocalObserver, type RootObserver } from '../../../src-main/sources/root-observer.ts'
import { connectEngine } from '../../../src-main/sources/docker-engine/connect-engine.ts'
import { readEngineLists } from '../../../src-main/sources/docker-engine/read-engine.ts'
import { makeDataRoot } from './data-root.ts'
import { replay } from './docker-engine/engine-stand-in.ts'

const processEntry = new URL('../../../src-main/sources/disk/walk-process.ts', import.meta.url)
const observer = createLocalObserver({
  reader: createNodeDiskReader(),
  walk: (request) => walkPlaces(request, { processEntry }),
  memory: { recall: () => null, remember: () => undefined, forget: () => undefined },
  processes: 1,
})

function requestFor(paths: readonly string[], change: Partial<CollectRequest> = {}): CollectRequest {
  return {
    takenAt: '2026-11-20T00:00:00Z',
    engine: null,
    engineBecause: 'none is asked',
    roots: paths.map((path) => ({ path, role: 'data-root' })),
    reuse: null,
    everything: true,
    signal: undefined,
    ...change,
  }
}

describe('without an engine', () => {
  it('hands over the metadata first and the measured whole at last', async () => {
    const root = makeDataRoot()
    root.addContainer('one', root.addLayer('base'))
    const updates: Observations[] = []
    const { observations, walked } = await collectObservations(observer, requestFor([root.path]), (update) => {
      updates.push(update)
    })
    const [first] = updates
    expect(first?.roots.map(({ measured, survey }) => [measured, survey.containers.length])).toEqual([['not-yet', 1]])
    expect(first?.roots[0]?.usages.every((usage) => usage === null)).toBe(true)
    expect(observations).toMatchObject({ engine: null, engineBecause: 'none is asked', roots: [{ measured: 'whole' }] })
    const there = observations.roots[0]?.usages.filter((usage) => usage !== null)
    expect(walked.get(root.path)?.size).toBe(there?.length)
  })

  it('looks twice all the same before it accuses: an engine that we do not see may be at work', async () => {
    const live: boolean[] = []
    const watching: RootObserver = {
      ...observer,
      metadata: (request) => {
        live.push(request.live)
        return observer.metadata(request)
      },
    }
    await collectObservations(watching, requestFor([makeDataRoot().path]), () => undefined)
    expect(live).toEqual([true])
  })

  it('reads each root, and one that is not there is only a gap', async () => {
    const [first, second] = [makeDataRoot(), makeDataRoot()]
    const request = requestFor([first.path, '/nowhere/at/all', second.path])
    const { observations } = await collectObservations(observer, request, () => undefined)
    const seen = observations.roots.map(({ path, measured, gaps }) => [path, measured, gaps.length])
    expect(seen).toEqual([
      [first.path, 'whole', 0],
      ['/nowhere/at/all', 'unreadable', 1],
      [second.path, 'whole', 0],
    ])
  })

  it('takes the usage that is known to be current instead of a walk', async () => {
    const root = makeDataRoot()
    root.write('volumes/data/_data/file', 'x'.repeat(5000))
    const { walked } = await collectObservations(observer, requestFor([root.path]), () => undefined)
    const reuse: CollectRequest['reuse'] = (path, place) => walked.get(path)?.get(place.path) ?? null
    const { observations } = await collectObservations(observer, requestFor([root.path], { reuse }), () => undefined)
    const usages = observations.roots[0]?.usages.filter((usage) => usage !== null) ?? []
    expect(new Set(usages.map((usage) => usage.remembered))).toEqual(new Set([true]))
  })

  it('says that it was cancelled when that happens between metadata and walk', async () => {
    const root = makeDataRoot()
    root.addContainer('one')
    const controller = new AbortController()
    const request = requestFor([root.path], { signal: controller.signal })
    const { observations } = await collectObservations(observer, request, () => {
      controller.abort()
    })
    expect(observations.roots.map(({ measured }) => measured)).toEqual(['cancelled'])
  })
})

describe('with an engine that takes long to size', () => {
  /** An engine that answers lists and never sizes. */
  async function slowEngine() {
    const engine = await replay('20.10-overlay2', { '/v1.41/system/df': () => undefined })
    onTestFinished(() => engine.close())
    const connection = await connectEngine(engine.endpoint)
    return { connection, lists: await readEngineLists(connection) }
  }

  it('hands over the measured disk without waiting for it, and keeps it when cancelled', async () => {
    const root = makeDataRoot()
    root.write('volumes/data/_data/file', 'x'.repeat(5000))
    const controller = new AbortController()
    const engine = await slowEngine()
    const request = requestFor([root.path], { engine, signal: controller.signal })
    const { observations } = await collectObservations(observer, request, (update, progress) => {
      if (progress === null && update.roots[0]?.measured === 'whole') controller.abort()
    })
    expect(controller.signal.aborted).toBe(true)
    expect(observations.roots[0]).toMatchObject({ measured: 'whole' })
    expect(observations.engine).toMatchObject({ sizesKnown: false })
  })
})
