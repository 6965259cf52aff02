import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { RootRequest } from '../../../../src-main/sources/observe-root.ts'
import type { WalkRequest } from '../../../../src-main/sources/disk/walk-types.ts'
import { makeDataRoot } from '../data-root.ts'
import { open, startCommand, startRealScanner, startScript } from './scanners.ts'

const requestFor = (path: string, signal?: AbortSignal): RootRequest => {
  return { path, role: 'data-root', current: null, live: false, reuse: null, everything: false, signal }
}
const walkOf = (root: string, change: Partial<WalkRequest> = {}): WalkRequest => {
  return { root, places: [], mountPoints: [], processes: 1, ...change }
}
const EMPTY = `{ layers: [], writableLayers: [], images: [], containers: [], volumes: [], buildCache: [], logFiles: [], orphans: [],
  snapshots: [], blobs: [], leases: [], places: [{ path: '', purpose: { kind: 'unexplained' }, immutableKey: null }] }`
const METADATA = `say({ say: 'metadata', root: { engineId: null, identity: null, identities: [null], observation: { path: '/r', role: 'data-root',
  filesystem: null, capacity: null, measured: 'not-yet', gaps: [], looks: 1, survey: ${EMPTY} } } })`

describe('a scanner that is not to be had', () => {
  it('is refused with what was said about it', async () => {
    const opening = open(startCommand(['sh', '-c', 'echo "no, not you" >&2; exit 1']))
    await expect(opening).rejects.toMatchObject({
      code: 'permission-denied',
      context: { code: 1, detail: 'no, not you' },
    })
  })

  it('is refused when its program is not there', async () => {
    const opening = open(startCommand(['/nowhere/at/all']))
    await expect(opening).rejects.toMatchObject({ code: 'permission-denied', context: { code: 'ENOENT' } })
  })

  it('is waited for as long as was said', async () => {
    const opening = open(startScript('setInterval(() => undefined, 1000)'), undefined, 200)
    await expect(opening).rejects.toMatchObject({ code: 'walk-failed', context: { detail: 'no answer within 200 ms' } })
  })

  it('is given up when nobody wants it any more', async () => {
    const controller = new AbortController()
    const opening = open(startScript('setInterval(() => undefined, 1000)'), controller.signal)
    controller.abort()
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is of no use when it speaks another version', async () => {
    const opening = open(startScript(`say({ say: 'ready', protocol: 99, bootId: null }); hear(() => undefined)`))
    await expect(opening).rejects.toMatchObject({ code: 'walk-failed' })
  })
})

describe('a scanner that makes no sense', () => {
  it.each([
    ['says no JSON', `process.stdout.write('hello\\n')`, /not JSON: "hello"/],
    ['says what is not asked', `say({ say: 'walked', gaps: [], cancelled: false })`, /metadata/],
    ['says what nobody knows', `say({ say: 'hello' })`, /say is not one of/],
    [
      'leaves something out',
      `say({ say: 'metadata', root: { identity: null } })`,
      /root\.observation is not an object/,
    ],
    ['describes another root', METADATA.replace(`'/r'`, `'/other'`), /metadata/],
    ['counts in letters', METADATA.replace('capacity: null', `capacity: { total: 'x' }`), /capacity\.total is not/],
  ])('and %s is given up', async (_what, script, reason) => {
    const session = await open(startScript(`ready(); hear(() => { ${script} })`))
    const asking = session.metadata(requestFor('/r'))
    await expect(asking).rejects.toMatchObject({
      code: 'walk-failed',
      message: expect.stringMatching(reason) as string,
    })
    expect(session.over).toBe(true)
  })

  it.each([
    ['of places that are not there', `say({ say: 'places', from: 7, places: [] })`],
    ['with a part left out', `say({ say: 'walked', gaps: [], cancelled: false })`],
    ['with too many places', `say({ say: 'places', from: 0, places: Array(3).fill({ usage: null, walked: null }) })`],
    [
      'in progress outside of it',
      `say({ say: 'progress', inodes: 1, allocated: 1, placesDone: 1, places: 1, changed: [
        { place: 1, usage: { own: { allocated: 0, apparent: 0, inodes: 0 }, elsewhere: { allocated: 0, apparent: 0, inodes: 0 },
          modifiedAt: null, incomplete: null, remembered: false } }] })`,
    ],
  ])('and tells of a walk %s is given up', async (_what, script) => {
    const react = `({ ask }) => { if (ask === 'metadata') ${METADATA}; else ${script} }`
    const session = await open(startScript(`ready(); hear(${react})`))
    const { observation } = await session.metadata(requestFor('/r'))
    const walking = session.walk(walkOf('/r', { places: observation.survey.places }))
    await expect(walking).rejects.toMatchObject({ code: 'walk-failed' })
    expect(session.over).toBe(true)
  })
})

describe('a scanner that dies', () => {
  it('is told with its last words', async () => {
    const session = await open(startScript(`ready(); hear(() => { throw new Error('the disk burns') })`))
    const asking = session.metadata(requestFor('/r'))
    await expect(asking).rejects.toMatchObject({
      code: 'walk-failed',
      context: { how: 'sudo', detail: 'Error: the disk burns' },
    })
    expect(session.over).toBe(true)
  })

  it('in the middle of a line has not said it', async () => {
    const session = await open(startScript(`ready(); hear(() => { process.stdout.write('{"say"'); process.exit(3) })`))
    await expect(session.metadata(requestFor('/r'))).rejects.toMatchObject({ code: 'walk-failed' })
  })

  it('while nobody asks is known to be over', async () => {
    const session = await open(startScript(`ready(); setTimeout(() => process.exit(0), 50)`))
    await expect.poll(() => session.over, { timeout: 5000 }).toBe(true)
    await expect(session.metadata(requestFor('/r'))).rejects.toMatchObject({ code: 'walk-failed' })
  })
})

describe('a scan that is cancelled', () => {
  it('ends with what there is, and its scanner goes on', async () => {
    const root = makeDataRoot()
    root.addContainer('one')
    const session = await open(startRealScanner())
    const { observation } = await session.metadata(requestFor(root.path))
    const { places } = observation.survey
    const cut = await session.walk(walkOf(root.path, { places, signal: AbortSignal.abort() }))
    expect([cut.cancelled, cut.usages.length]).toEqual([true, places.length])
    const whole = await session.walk(walkOf(root.path, { places }))
    expect([whole.cancelled, session.over]).toEqual([false, false])
    await session.close()
    expect(session.over).toBe(true)
  })

  it('gives up a scanner that does not listen, and keeps what it had said', async () => {
    const progress = `say({ say: 'progress', inodes: 1, allocated: 1, placesDone: 1, places: 1, changed: [{ place: 0, usage: {
      own: { allocated: 4096, apparent: 0, inodes: 1 }, elsewhere: { allocated: 0, apparent: 0, inodes: 0 },
      modifiedAt: null, incomplete: null, remembered: false } }] })`
    const react = `({ ask }) => { if (ask === 'metadata') ${METADATA}; else if (ask === 'walk') ${progress} }`
    const session = await open(startScript(`ready(); hear(${react})`))
    const { observation } = await session.metadata(requestFor('/r'))
    const controller = new AbortController()
    const { places } = observation.survey
    const onProgress = (): void => {
      controller.abort()
    }
    const result = await session.walk(walkOf('/r', { places, onProgress, signal: controller.signal }))
    expect([result.cancelled, result.usages[0]?.own.allocated, session.over]).toEqual([true, 4096, true])
  }, 10_000)

  it('ends metadata as cancelled', async () => {
    const session = await open(startScript(`ready(); hear(() => undefined)`))
    const asking = session.metadata(requestFor('/r', AbortSignal.timeout(50)))
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' })
  }, 10_000)
})

it('ends with its input, in the middle of a walk too', async () => {
  const link = startRealScanner()
  const root = makeDataRoot()
  const session = await open(link)
  const { observation } = await session.metadata(requestFor(root.path))
  void session.walk(walkOf(root.path, { places: observation.survey.places })).catch(() => undefined)
  link.hangUp()
  await link.ended
  await sleep(0)
  expect(session.over).toBe(true)
})
