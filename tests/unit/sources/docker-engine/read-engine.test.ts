import type { IncomingMessage, ServerResponse } from 'node:http'

import { afterEach, describe, expect, test } from 'vitest'

import type { EngineObservation } from '../../../../src-main/model/observations.ts'
import { connectEngine, type EngineConnection } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import { readDiskUsage } from '../../../../src-main/sources/docker-engine/read-disk-usage.ts'
import { readEngineLists, readEngineSizes } from '../../../../src-main/sources/docker-engine/read-engine.ts'
import { json, recordedJson, recordedObject, replay, type Recording, type StandIn } from './engine-stand-in.ts'

const open: StandIn[] = []

type Behaviours = Record<string, (answer: ServerResponse, request: IncomingMessage) => void>

async function connect(name: Recording, behaviours: Behaviours = {}): Promise<[EngineConnection, StandIn]> {
  const engine = await replay(name, behaviours)
  open.push(engine)
  return [await connectEngine(engine.endpoint), engine]
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()))
})

async function readAll(name: Recording, behaviours: Behaviours = {}): Promise<EngineObservation> {
  const [connection] = await connect(name, behaviours)
  return readEngineSizes(connection, await readEngineLists(connection))
}

function sizes(observation: EngineObservation): Record<string, readonly (number | null)[]> {
  return Object.fromEntries(observation.containers.map((c) => [c.name, [c.sizeRw, c.sizeRootFs]]))
}

function images(observation: EngineObservation): Record<string, readonly (number | null)[]> {
  const named = observation.images.filter(({ references }) => references.length > 0)
  return Object.fromEntries(named.map((i) => [i.references.join(' '), [i.size, i.sharedSize]]))
}

function volumes(observation: EngineObservation): Record<string, number | null> {
  const named = observation.volumes.filter(({ name }) => name.length < 64)
  return Object.fromEntries(named.map((v) => [v.name, v.size]))
}

const IDLE_CONTAINERS = [
  ...['created', 'with_tmpfs', 'with_bind', 'with_anon_volume', 'with_volume', 'locallog', 'rotated-gz', 'rotated'],
  ...['chatty', 'deleter', 'my_container_5', 'my_container_4'],
]
const idle = (size: number, rootFs: number): Record<string, readonly number[]> =>
  Object.fromEntries(IDLE_CONTAINERS.map((name) => [name, [size, rootFs]]))

const VOLUMES = { 'sparse-data': 1_074_790_400, 'unused-data': 4_194_304, 'used-data': 1_048_576 }

describe('lists', () => {
  test.each(['20.10-overlay2', '28.5-overlay2', '28.5-containerd'] as const)(
    'of %s come without sizes of containers and volumes',
    async (name) => {
      const [connection, { requests, endpoint }] = await connect(name)
      const lists = await readEngineLists(connection)
      const version = connection.apiVersion
      const manifests = name === '28.5-containerd' ? '&manifests=1' : ''

      expect(requests.slice(3).sort()).toEqual([
        `/v${version}/containers/json?all=1`,
        `/v${version}/images/json?all=1${manifests}`,
        `/v${version}/volumes`,
      ])
      expect(lists).toMatchObject({ endpoint: endpoint.url, layersSize: null, sizesKnown: false, problems: [] })
      expect(lists.containers).toHaveLength(19)
      expect(lists.volumes).toHaveLength(5)
      expect(lists.buildCache).toEqual([])
      expect(new Set(lists.containers.flatMap((c) => [c.sizeRw, c.sizeRootFs]))).toEqual(new Set([null]))
      expect(new Set(lists.volumes.map((v) => v.size))).toEqual(new Set([null]))
    },
  )

  test('tell everything about a container', async () => {
    const [connection] = await connect('28.5-overlay2')
    const found = (await readEngineLists(connection)).containers.find(({ name }) => name === 'with_volume')

    expect(found).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      name: 'with_volume',
      image: 'acme/my-final-image:1.0',
      imageId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown,
      state: 'running',
      createdAt: expect.stringMatching(/^2026-11-21T01:2\d:\d\d\.000Z$/) as unknown,
      labels: expect.objectContaining({ 'acme.rig': '1' }) as unknown,
      sizeRw: null,
      sizeRootFs: null,
      mounts: [
        {
          type: 'volume',
          volume: 'used-data',
          source: '/var/lib/docker/volumes/used-data/_data',
          destination: '/v',
        },
      ],
      logging: null,
    })
  })

  test.each([
    ['20.10-overlay2', 2, 2],
    ['28.5-overlay2', 2, 2],
    // The containerd store keeps no untagged image when a tag moves on, except for the one that was built untagged.
    ['28.5-containerd', 2, 1],
  ] as const)('of %s tell intermediate from dangling images', async (name, intermediate, dangling) => {
    const [connection] = await connect(name)
    const untagged = (await readEngineLists(connection)).images.filter(({ references }) => references.length === 0)

    expect(untagged.filter((image) => image.intermediate)).toHaveLength(intermediate)
    expect(untagged.filter((image) => !image.intermediate)).toHaveLength(dangling)
  })
})

describe('manifests', () => {
  test('of an image in the containerd store tell platforms from attestations', async () => {
    const [connection] = await connect('28.5-containerd')
    const { images } = await readEngineLists(connection)
    const manifests = images.find(({ references }) => references.includes('acme/wasteful:1'))?.manifests

    const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown
    expect(manifests).toEqual([
      { digest, kind: 'image', platform: 'linux/amd64', available: true, content: 1_186_131, unpacked: 23_433_216 },
      { digest, kind: 'attestation', platform: null, available: true, content: 1767, unpacked: null },
    ])
    expect(images.map((image) => image.manifests.length)).not.toContain(0)
  })

  test('are as the engine says for a platform that is not here and for what the engine does not know', async () => {
    const path = '/v1.51/images/json?all=1&manifests=1'
    const [image] = recordedJson('28.5-containerd', path) as object[]
    const far = {
      ...{ ID: 'sha256:1', Descriptor: {}, Available: false, Size: { Content: 0, Total: 0 }, Kind: 'image' },
      ImageData: { Platform: { os: 'linux', architecture: 'arm64', variant: 'v8' }, Size: { Unpacked: 0 } },
    }
    const nameless = { ...far, ID: 'sha256:2', ImageData: { Platform: { os: '', architecture: '' }, Size: {} } }
    const strange = { ID: 'sha256:3', Descriptor: {}, Available: true, Size: { Content: 7, Total: 7 }, Kind: 'helm' }
    const [connection] = await connect('28.5-containerd', {
      [path]: json([{ ...image, Manifests: [far, nameless, strange] }]),
    })

    const absent = { kind: 'image', available: false, content: 0 }
    expect((await readEngineLists(connection)).images[0]?.manifests).toEqual([
      { ...absent, digest: 'sha256:1', platform: 'linux/arm64/v8', unpacked: 0 },
      { ...absent, digest: 'sha256:2', platform: null, unpacked: null },
      { digest: 'sha256:3', kind: 'unknown', platform: null, available: true, content: 7, unpacked: null },
    ])
  })

  test('are not asked for where the API does not have them', async () => {
    const version = { Version: '26.1.5', ApiVersion: '1.45', MinAPIVersion: '1.24' }
    const info = recordedJson('28.5-containerd', '/v1.51/info')
    const answers = { '/version': json(version), '/v1.45/info': json(info), '/v1.45/images/json?all=1': json([]) }
    const [connection, { requests }] = await connect('28.5-containerd', answers)
    await readEngineLists(connection)

    expect(requests).toContain('/v1.45/images/json?all=1')
  })

  test('of an image without a platform that runs here leave no digest among its references', async () => {
    const path = '/v1.51/images/json?all=1&manifests=1'
    const [image] = recordedJson('28.5-containerd', path) as object[]
    const foreign = { ...image, Id: 'sha256:1', RepoTags: null, RepoDigests: ['sha256:1'], Containers: -1 }
    const [connection] = await connect('28.5-containerd', { [path]: json([foreign]) })

    expect((await readEngineLists(connection)).images[0]?.references).toEqual([])
  })
})

describe('containers of our own', () => {
  const LABELS = { 'io.plimsoll.scan': '5c0ffee5-1d1e-4a11-8bad-0123456789ab' }
  const Command = '/usr/bin/node /opt/plimsoll/out/main/scan-helper.js --answer'
  const first = (list: unknown, changed: object): unknown =>
    (list as object[]).map((item, i) => (i === 0 ? { ...item, ...changed } : item))
  const own = { Labels: LABELS, Names: ['/plimsoll-scan-5c0ffee5'], Command }

  test.each([
    ['20.10-overlay2', '/v1.41/containers/json?all=1', '/v1.41/images/json?all=1'],
    ['28.5-containerd', '/v1.51/containers/json?all=1', '/v1.51/images/json?all=1&manifests=1'],
  ] as const)('are in no list of %s, and what has only their label is', async (name, containerPath, imagePath) => {
    const recordings = [recordedJson(name, containerPath), recordedJson(name, imagePath)] as const
    const [containers, images] = recordings as readonly [unknown[], unknown[]]
    const labelled = { Labels: LABELS }
    const listsOf = async (changed: object) => {
      const [connection] = await connect(name, {
        [containerPath]: json(first(containers, changed)),
        [imagePath]: json(first(images, labelled)),
      })
      const lists = await readEngineLists(connection)
      return [lists.containers.length, lists.images.length]
    }

    expect(await listsOf(own)).toEqual([containers.length - 1, images.length])
    expect(await listsOf(labelled)).toEqual([containers.length, images.length])
    expect(await listsOf({ ...own, Command: 'postgres' })).toEqual([containers.length, images.length])
  })

  test('are in no sizes', async () => {
    const usage = recordedObject('20.10-overlay2', '/v1.41/system/df')
    const [connection] = await connect('20.10-overlay2', {
      '/v1.41/system/df': json({ ...usage, Containers: first(usage['Containers'], own) }),
    })

    const { containers } = await readDiskUsage(connection, {})
    expect(containers).toHaveLength((usage['Containers'] as unknown[]).length - 1)
  })
})

describe('sizes', () => {
  test('of 20.10 all come from one request', async () => {
    const [connection, { requests }] = await connect('20.10-overlay2')
    const lists = await readEngineLists(connection)
    const before = requests.length
    const observation = await readEngineSizes(connection, lists)

    expect(requests.slice(before)).toEqual(['/v1.41/system/df'])
    expect(sizes(observation)).toEqual({
      ...idle(0, 7_227_108),
      wasteful: [8_388_614, 31_651_504],
      exited: [2_097_152, 9_324_260],
      copyup: [5_242_881, 12_469_989],
      writer: [10_485_760, 17_712_868],
      my_container_1: [5, 7_227_113],
      my_container_2: [5, 7_227_113],
      my_container_3: [5, 7_227_113],
    })
    expect(images(observation)).toEqual({
      'acme/alias:1 acme/my-final-image:1.0 acme/my-final-image:latest': [7_227_108, 7_227_048],
      'acme/base:1.0': [1_984_162, 1_984_162],
      'acme/copies:1': [1_984_191, 1_984_162],
      'acme/legacy:1': [3_032_742, 1_984_162],
      'acme/my-base-image:1.0': [7_227_048, 7_227_048],
      'acme/rebuilt:1': [4_081_318, 1_984_162],
      'acme/staged:1': [1_984_169, 1_984_162],
      'acme/wasteful:1': [23_262_890, 1_984_162],
    })
    expect(volumes(observation)).toEqual(VOLUMES)
    expect(observation).toMatchObject({ layersSize: 34_797_340, sizesKnown: true, problems: [] })
    expect(observation.buildCache).toHaveLength(35)
  })

  test('of 28.5 come from three requests, none of which makes the engine measure twice', async () => {
    const [connection, { requests }] = await connect('28.5-overlay2')
    const lists = await readEngineLists(connection)
    const before = requests.length
    const observation = await readEngineSizes(connection, lists)

    expect(requests.slice(before)).toEqual([
      '/v1.51/system/df?type=image&type=volume&type=build-cache',
      '/v1.51/images/json?all=1&shared-size=1',
      '/v1.51/containers/json?all=1&size=1',
    ])
    expect(sizes(observation)).toEqual({
      ...idle(0, 7_308_161),
      wasteful: [8_388_614, 31_732_557],
      exited: [2_097_152, 9_405_313],
      copyup: [5_242_881, 12_551_042],
      writer: [10_485_760, 17_793_921],
      my_container_1: [5, 7_308_166],
      my_container_2: [5, 7_308_166],
      my_container_3: [5, 7_308_166],
    })
    // Unlike 20.10, hidden parents count as sharers: nothing of acme/legacy is its own.
    expect(images(observation)).toMatchObject({ 'acme/legacy:1': [3_113_795, 3_113_795] })
    expect(volumes(observation)).toEqual(VOLUMES)
    expect(observation).toMatchObject({ layersSize: 34_878_393, sizesKnown: true, problems: [] })
  })

  test('of the containerd store count blocks and directories', async () => {
    const observation = await readAll('28.5-containerd')

    expect(sizes(observation)).toMatchObject({
      created: [4096, 7_417_856],
      my_container_1: [8192, 7_421_952],
      writer: [10_489_856, 17_903_616],
      wasteful: [8_396_800, 31_850_496],
    })
    // A digest beside a tag of the same repository is no further reference.
    expect(images(observation)).toMatchObject({
      'acme/alias:1 acme/my-final-image:1.0 acme/my-final-image:latest': [expect.any(Number), expect.any(Number)],
    })
  })

  test('of images in the containerd store are those that `docker system df` prints, without hidden parents', async () => {
    const observation = await readAll('28.5-containerd')

    expect(images(observation)).toMatchObject({ 'acme/legacy:1': [expect.any(Number), 2_121_728] })
    // What only the other list has keeps its word.
    const hidden = observation.images.filter((image) => image.intermediate)
    expect(hidden.map((image) => image.sharedSize)).toEqual([expect.any(Number), expect.any(Number)])
  })

  test('of a cache mount of the build are its own', async () => {
    const recent = (await readAll('28.5-overlay2')).buildCache
    expect(recent.find(({ type }) => type === 'exec.cachemount')).toMatchObject({ size: 3_145_728, shared: false })
  })

  test('that the engine does not know are null, not -1', async () => {
    const list = recordedJson('28.5-overlay2', '/v1.51/containers/json?all=1&size=1')
    const unknown = (list as object[]).map((container) => ({ ...container, SizeRw: -1 }))
    const observation = await readAll('28.5-overlay2', { '/v1.51/containers/json?all=1&size=1': json(unknown) })

    expect(new Set(observation.containers.map(({ sizeRw }) => sizeRw))).toEqual(new Set([null]))
  })

  test('are never asked for on devicemapper', async () => {
    const info = { ...recordedObject('20.10-overlay2', '/v1.41/info'), Driver: 'devicemapper' }
    const [connection, { requests }] = await connect('20.10-overlay2', { '/v1.41/info': json(info) })
    const lists = await readEngineLists(connection)
    const before = requests.length
    const observation = await readEngineSizes(connection, lists)

    expect(requests.slice(before)).toEqual([])
    expect(observation).toEqual({ ...lists, problems: [expect.stringContaining('devicemapper')] })
  })

  test('of an engine that only speaks the new shape are read from it', async () => {
    const legacy = recordedObject('28.5-overlay2', '/v1.51/system/df?type=image&type=volume&type=build-cache')
    const answer = {
      ImageUsage: { TotalSize: legacy['LayersSize'], Reclaimable: 7, TotalCount: 10, Items: legacy['Images'] },
      VolumeUsage: { TotalSize: 1, Items: legacy['Volumes'] },
      BuildCacheUsage: { TotalSize: 1, Items: legacy['BuildCache'] },
    }
    const [connection] = await connect('28.5-overlay2', {
      '/v1.52/system/df?type=image&type=volume&type=build-cache&verbose=1': json(answer),
    })
    const old = await readDiskUsage(connection, {})

    expect(await readDiskUsage({ ...connection, apiVersion: '1.52' }, {})).toEqual({ ...old, imagesReclaimable: 7 })
  })

  test('are read from the old fields where the new ones have no detail', async () => {
    const legacy = recordedObject('28.5-overlay2', '/v1.51/system/df?type=image&type=volume&type=build-cache')
    const answer = { ...legacy, ImageUsage: { TotalSize: legacy['LayersSize'] }, VolumeUsage: {}, BuildCacheUsage: {} }
    const path = '/v1.51/system/df?type=image&type=volume&type=build-cache'
    const [plain] = await connect('28.5-overlay2')
    const [both] = await connect('28.5-overlay2', { [path]: json(answer) })

    // It leaves out what is 0.
    expect(await readDiskUsage(both, {})).toEqual({ ...(await readDiskUsage(plain, {})), imagesReclaimable: 0 })
  })

  test('are 0 where the new shape has no figure: it leaves out whatever is 0', async () => {
    const path = '/v1.51/system/df?type=image&type=volume&type=build-cache'
    const [connection] = await connect('28.5-overlay2', {
      [path]: json({ ImageUsage: {}, VolumeUsage: {}, BuildCacheUsage: {} }),
    })
    expect(await readDiskUsage(connection, {})).toMatchObject({ layersSize: 0, imagesReclaimable: 0 })
  })
})

describe('a busy engine', () => {
  const BUSY = json({ message: 'a disk usage operation is already running' }, 500)

  test('is asked again', async () => {
    let times = 0
    const observation = await readAll('20.10-overlay2', {
      '/v1.41/system/df': (answer, request) => {
        times += 1
        if (times === 1) BUSY(answer, request)
        else json(recordedJson('20.10-overlay2', '/v1.41/system/df'))(answer, request)
      },
    })

    expect(times).toBe(2)
    expect(observation).toMatchObject({ layersSize: 34_797_340, problems: [] })
  })

  test('is not asked for ever', async () => {
    const [connection] = await connect('20.10-overlay2', { '/v1.41/system/df': BUSY })

    await expect(readDiskUsage(connection, { patience: 300 })).rejects.toMatchObject({
      code: 'engine-bad-answer',
      context: { status: 500, said: 'a disk usage operation is already running' },
    })
  })

  test('is not waited for once that is cancelled', async () => {
    const controller = new AbortController()
    const [connection] = await connect('20.10-overlay2', {
      '/v1.41/system/df': (answer, request) => {
        BUSY(answer, request)
        setTimeout(() => {
          controller.abort()
        }, 20)
      },
    })

    await expect(readDiskUsage(connection, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('a request that fails', () => {
  test('leaves the others their answers and a problem that names it', async () => {
    const broken = json([{ Id: 'sha256:1', Size: 'much' }])
    const [connection] = await connect('28.5-overlay2', { '/v1.51/images/json?all=1': broken })
    const lists = await readEngineLists(connection)

    expect(lists.containers).toHaveLength(19)
    expect(lists.images).toEqual([])
    expect(lists.problems).toEqual([
      "The engine's answer makes no sense. GET /v1.51/images/json?all=1: [0].Size is not a whole number.",
    ])
  })

  test('for sizes keeps the list, without sizes', async () => {
    const [connection] = await connect('28.5-overlay2', {
      '/v1.51/containers/json?all=1&size=1': json({ message: 'layer is gone' }, 500),
    })
    const lists = await readEngineLists(connection)
    const observation = await readEngineSizes(connection, lists)

    expect(observation.containers).toEqual(lists.containers)
    expect(observation).toMatchObject({ layersSize: 34_878_393, sizesKnown: true })
    expect(observation.problems).toEqual([expect.stringContaining('HTTP 500: layer is gone')])
  })

  test('with all the others is an error for lists, and a problem for sizes', async () => {
    const [connection, engine] = await connect('28.5-overlay2')
    const lists = await readEngineLists(connection)
    open.splice(open.indexOf(engine), 1)
    await engine.close()

    await expect(readEngineLists(connection)).rejects.toMatchObject({ code: 'engine-unreachable' })
    const observation = await readEngineSizes(connection, lists)
    expect({ ...observation, problems: [] }).toEqual(lists)
    expect(observation.problems).toHaveLength(3)
  })

  test('because it was cancelled takes the whole with it', async () => {
    const [connection] = await connect('28.5-overlay2')

    await expect(readEngineLists(connection, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  })
})

test('reads 10,000 containers in well under a second', async () => {
  const [first] = recordedJson('28.5-overlay2', '/v1.51/containers/json?all=1') as [object]
  const many = Array.from({ length: 10_000 }, (_, i) => ({ ...first, Id: String(i).padStart(64, '0') }))
  const body = JSON.stringify(many)
  const [connection] = await connect('28.5-overlay2', {
    '/v1.51/containers/json?all=1': (answer) => answer.end(body),
  })
  const started = performance.now()
  const lists = await readEngineLists(connection)

  expect(lists.containers).toHaveLength(10_000)
  expect(performance.now() - started).toBeLessThan(2000)
})
