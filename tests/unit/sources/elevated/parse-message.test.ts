import { describe, expect, it } from 'vitest'
import type { Purpose, RootSurvey } from '../../../../src-main/model/observations.ts'
import { parseAnswer, parseQuestion } from '../../../../src-main/sources/elevated/parse-message.ts'
import type { ScanAnswer, ScanQuestion } from '../../../../src-main/sources/elevated/scan-messages.ts'
import { Misshapen } from '../../../../src-main/sources/elevated/shapes.ts'

const HEX = 'a'.repeat(64)
const DIGEST = `sha256:${HEX}`

const PURPOSES: readonly Purpose[] = [
  { kind: 'layer', chainId: DIGEST },
  { kind: 'layer-surroundings', chainId: DIGEST },
  { kind: 'writable-layer', containerId: HEX },
  { kind: 'writable-layer-surroundings', containerId: HEX },
  { kind: 'init-layer', containerId: HEX },
  { kind: 'init-layer-surroundings', containerId: HEX },
  { kind: 'build-cache', recordIds: ['x'], snapshotKey: 'y' },
  { kind: 'build-cache-surroundings', recordIds: [], snapshotKey: 'y' },
  { kind: 'content-blob', digest: DIGEST },
  { kind: 'other-namespace', namespace: 'k8s.io' },
  { kind: 'container-log', containerId: HEX },
  { kind: 'container-config', containerId: HEX },
  { kind: 'volume', name: 'data' },
  { kind: 'volume-surroundings', name: 'data' },
  { kind: 'area', area: 'swarm', category: 'swarm' },
  { kind: 'orphan', reason: 'unreferenced' },
  { kind: 'leftover-driver', driver: 'aufs' },
  { kind: 'own-scan' },
  { kind: 'unexplained' },
]

/** One of everything, with each field that may be null once so and once not. */
const SURVEY: RootSurvey = {
  layers: [
    {
      ...{ chainId: DIGEST, diffId: null, cacheId: HEX, parent: null, engineSize: null },
      ...{ directory: `overlay2/${HEX}/diff`, driver: 'overlay2', initOf: null },
    },
    {
      ...{ chainId: DIGEST, diffId: DIGEST, cacheId: '7', parent: DIGEST, engineSize: 5 },
      ...{ directory: 'snapshots/7/fs', driver: 'overlayfs', initOf: HEX },
    },
  ],
  writableLayers: [{ containerId: HEX, directory: 'd', parent: null, driver: 'overlay2' }],
  images: [
    {
      ...{ id: DIGEST, references: ['x:1'], createdAt: null, parentId: null, diffIds: [DIGEST], chainIds: [DIGEST] },
      ...{ createdBy: [null, 'RUN x'], driver: 'overlayfs', content: [DIGEST], attached: [DIGEST], incomplete: false },
      history: [{ createdAt: null, createdBy: 'RUN x', comment: '', emptyLayer: false, chainId: DIGEST }],
      manifests: [
        {
          ...{ digest: DIGEST, kind: 'attestation', platform: null, attests: DIGEST, available: true },
          ...{ content: [DIGEST], chainIds: [], layerDigests: [DIGEST], unpacked: false, incomplete: false },
          history: [
            { createdAt: '2026-01-01T00:00:00Z', createdBy: '', comment: 'c', emptyLayer: true, chainId: null },
          ],
        },
      ],
    },
  ],
  containers: [
    {
      ...{ driver: null, id: HEX, name: 'one', image: 'x', imageId: null, state: 'running', createdAt: null },
      ...{
        labels: { 'free a\n"b': 'c' },
        mounts: [{ type: 'volume', volume: 'data', source: '/s', destination: '/d' }],
        logging: { driver: 'json-file', options: { 'free max-size': '10m' } },
      },
    },
  ],
  volumes: [{ name: 'data', directory: 'volumes/data/_data', mountedElsewhere: true }],
  buildCache: [
    {
      ...{ id: 'r', type: 'regular', description: '', directory: null, chainId: DIGEST, snapshot: 's', blob: DIGEST },
      ...{ makes: DIGEST, mutable: true, parents: ['p'], createdAt: '2026-01-01T00:00:00Z', lastUsedAt: null },
      ...{ usageCount: 3 },
    },
  ],
  logFiles: [{ containerId: HEX, path: 'containers/x/x-json.log', current: true, bornAt: -1.5 }],
  orphans: [{ path: 'p/1', names: ['usr'], entries: null }],
  snapshots: [
    {
      ...{ snapshotter: 'overlayfs', namespace: 'moby', name: HEX, number: 7, kind: 'active', parent: null },
      ...{ engineSize: null, directory: null },
    },
  ],
  blobs: [{ digest: DIGEST, path: 'p', size: 3, role: 'layer', namespaces: ['moby'], diffId: null }],
  leases: [{ id: 'l', namespace: 'moby', temporary: true, expiresAt: null, blobs: [DIGEST], snapshots: ['s'] }],
  places: PURPOSES.map((purpose, i) => ({ path: `p/${i}`, purpose, immutableKey: i % 2 === 0 ? null : `key ${i}` })),
}

const USAGE = { allocated: 4096, apparent: 2 ** 60, inodes: 1 }
const WALKED = {
  identity: { dev: 1, ino: 2 },
  inside: USAGE,
  outsideLinks: [
    { dev: 1, ino: 3, nlink: 2, seen: 1, allocated: 4096, apparent: 5 },
    { dev: 1, ino: '18446744073709551615', nlink: 2, seen: 1, allocated: 4096, apparent: 5 },
  ],
  modifiedAt: -0.25,
  incomplete: 'permission-denied',
} as const

const TOP = {
  ...({ name: 'diff', kind: 'directory', flags: 1, allocated: null, apparent: 0, modifiedAt: -1.5, nlink: 2 } as const),
  inode: { dev: 1, ino: '18446744073709551615' },
}

const ANSWERS: readonly ScanAnswer[] = [
  { say: 'ready', protocol: 2, bootId: 'b' },
  {
    say: 'metadata',
    root: {
      observation: {
        ...{ path: '/r', role: 'data-root', measured: 'not-yet', survey: SURVEY },
        filesystem: { type: 'ext4', device: '/dev/x', mountPoint: '/' },
        capacity: { total: 3, free: 2, available: 1 },
        gaps: [{ path: '/r/x', reason: 'damaged', detail: 'd' }],
        looks: 2,
      },
      engineId: 'A:B',
      identity: { dev: 1, ino: 2 },
      identities: [null, { dev: 1, ino: 2 }],
    },
  },
  {
    ...{ say: 'progress', inodes: 1, allocated: 2, placesDone: 3, places: 4 },
    changed: [
      { place: 0, usage: { own: USAGE, elsewhere: USAGE, modifiedAt: null, incomplete: null, remembered: false } },
    ],
  },
  { say: 'places', from: 0, places: [{ usage: null, walked: 'known' }] },
  { say: 'places', from: 1, places: [{ usage: null, walked: WALKED }] },
  { say: 'walked', gaps: [], cancelled: false },
  { say: 'files-top', top: TOP, root: { dev: 1, ino: 2 } },
  { say: 'files-top', top: null, root: null },
  { say: 'files-unread', because: 'not-on-disk', detail: 'd' },
  {
    say: 'files-part',
    part: {
      ...{ directories: [0, 2], names: 'a/b', facts: [0, 8, 0, -1.5, 1, -1, 3, 1000.25], flags: [[1, 64]] },
      links: [[1, 2, 3, '18446744073709551615']],
    },
  },
  { say: 'files-end', whole: false },
  {
    say: 'failed',
    code: 'permission-denied',
    message: 'm',
    context: { 'free path': '/r', 'free a': 1, 'free b': true, 'free c': null },
  },
]

const QUESTIONS: readonly ScanQuestion[] = [
  {
    ask: 'metadata',
    path: '/r',
    role: 'containerd',
    current: { imageStore: 'containerd', driver: 'x' },
    own: [HEX],
    live: true,
  },
  { ask: 'metadata', path: '/r', role: 'data-root', current: null, own: [], live: false },
  { ask: 'walk', path: '/r', processes: 2, known: [{ place: 1, walked: WALKED }] },
  {
    ask: 'files',
    place: {
      ...{ root: '/r', role: 'data-root', directory: '/r/p', only: ['a'], archive: '/r/t', whiteouts: 'name' },
    },
  },
  { ask: 'cancel' },
]

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('messages between asker and scanner', () => {
  it.each(ANSWERS)('carry the answer $say', (answer) => {
    expect(parseAnswer(overTheWire(answer))).toEqual(answer)
  })

  it.each(QUESTIONS)('carry the question $ask', (question) => {
    expect(parseQuestion(overTheWire(question))).toEqual(question)
  })

  it('lose what nobody asked for', () => {
    expect(parseAnswer({ say: 'walked', gaps: [], cancelled: false, more: 1 })).not.toHaveProperty('more')
  })

  it('keep a label that is called like a part of every object', () => {
    const text = JSON.stringify(ANSWERS[1]).replace(/"free a\\n\\"b":"c"/, '"__proto__":"c"')
    const answer = parseAnswer(JSON.parse(text))
    const labels = answer.say === 'metadata' ? answer.root.observation.survey.containers[0]!.labels : {}
    expect(Object.entries(labels)).toEqual([['__proto__', 'c']])
  })

  /** Every place in every message once replaced by what does not belong there. */
  const spoilt = (value: unknown): readonly unknown[] => {
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value
      // In a list, `undefined` would cross the wire as null.
      return items.flatMap((item, i) => {
        return spoilt(item).flatMap((bad) => (bad === undefined ? [] : [items.with(i, bad)]))
      })
    }
    if (typeof value !== 'object' || value === null) return [{ not: 'this' }, ['nor this'], undefined]
    return Object.entries(value).flatMap(([key, item]) => {
      // Labels and the context of a failure may lack anything.
      const bad = spoilt(item).filter((each) => each !== undefined || !key.startsWith('free'))
      return bad.map((each) => ({ ...value, [key]: each }))
    })
  }

  it('are refused with anything out of place', () => {
    const all = ANSWERS.flatMap((answer) => spoilt(answer).map((bad) => [parseAnswer, bad] as const))
    const asked = QUESTIONS.flatMap((question) => spoilt(question).map((bad) => [parseQuestion, bad] as const))
    expect(all.length + asked.length).toBeGreaterThan(400)
    for (const [parse, bad] of [...all, ...asked]) expect(() => parse(overTheWire(bad))).toThrow(Misshapen)
  })

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1'])('take %s for no index', (place) => {
    expect(() => parseAnswer({ say: 'places', from: place, places: [] })).toThrow(Misshapen)
  })
})
