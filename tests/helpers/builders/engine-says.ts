import type {
  EngineBuildCacheRecord,
  EngineContainer,
  EngineImage,
  EngineObservation,
  EngineVolume,
} from '../../../src-main/model/observations.ts'

/** An engine that answered every request and holds nothing. */
export function anEngine(change: Partial<EngineObservation> = {}): EngineObservation {
  return {
    endpoint: 'unix:///run/docker.sock',
    name: 'harbour',
    version: '28.5.2',
    apiVersion: '1.51',
    storageDriver: 'overlay2',
    imageStore: 'classic',
    rootless: false,
    dataRoot: '/var/lib/docker',
    containerdAddress: null,
    containers: [],
    images: [],
    volumes: [],
    buildCache: [],
    layersSize: 0,
    imagesReclaimable: null,
    sizesKnown: true,
    problems: [],
    ...change,
  }
}

export function engineContainer(id: string, change: Partial<EngineContainer> = {}): EngineContainer {
  return {
    id,
    name: id,
    image: 'image:latest',
    imageId: null,
    state: 'running',
    createdAt: '2026-11-20T08:00:00.000Z',
    labels: {},
    sizeRw: 0,
    sizeRootFs: 0,
    mounts: [],
    logging: null,
    ...change,
  }
}

export function engineImage(id: string, change: Partial<EngineImage> = {}): EngineImage {
  return {
    id,
    references: [`${id}:latest`],
    createdAt: '2026-11-19T08:00:00.000Z',
    parentId: null,
    intermediate: false,
    size: 0,
    sharedSize: 0,
    containers: null,
    labels: {},
    repoDigests: [],
    manifests: [],
    ...change,
  }
}

export function engineVolume(name: string, change: Partial<EngineVolume> = {}): EngineVolume {
  return {
    name,
    driver: 'local',
    mountpoint: `/var/lib/docker/volumes/${name}/_data`,
    createdAt: '2026-11-18T08:00:00.000Z',
    labels: {},
    options: {},
    size: 0,
    ...change,
  }
}

export function engineRecord(id: string, change: Partial<EngineBuildCacheRecord> = {}): EngineBuildCacheRecord {
  return {
    id,
    type: 'regular',
    description: `step ${id}`,
    inUse: false,
    shared: false,
    size: 0,
    createdAt: '2026-11-17T08:00:00.000Z',
    lastUsedAt: null,
    usageCount: null,
    parents: [],
    ...change,
  }
}
