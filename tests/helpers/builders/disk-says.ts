import type {
  ContainerMount,
  DiskBuildCacheRecord,
  DiskContainer,
  DiskImage,
  DiskVolume,
  LayerFact,
  WritableLayerFact,
} from '../../../src-main/model/observations.ts'

export function aLayer(chainId: string, change: Partial<LayerFact> = {}): LayerFact {
  return {
    chainId,
    diffId: `diff-${chainId}`,
    cacheId: `cache-${chainId}`,
    parent: null,
    engineSize: 0,
    directory: `overlay2/cache-${chainId}/diff`,
    driver: 'overlay2',
    initOf: null,
    ...change,
  }
}

export function aWritableLayer(containerId: string, change: Partial<WritableLayerFact> = {}): WritableLayerFact {
  return {
    containerId,
    directory: `overlay2/mount-${containerId}/diff`,
    parent: null,
    driver: 'overlay2',
    ...change,
  }
}

export function anImage(id: string, chainIds: readonly string[], change: Partial<DiskImage> = {}): DiskImage {
  return {
    id,
    references: [`${id}:latest`],
    createdAt: '2026-11-19T08:00:00.000Z',
    parentId: null,
    diffIds: chainIds.map((chainId) => `diff-${chainId}`),
    chainIds,
    createdBy: chainIds.map((chainId) => `RUN make ${chainId}`),
    history: [],
    driver: 'overlay2',
    manifests: [],
    content: [],
    attached: [],
    incomplete: false,
    ...change,
  }
}

export function aContainer(id: string, change: Partial<DiskContainer> = {}): DiskContainer {
  return {
    id,
    name: id,
    image: 'image:latest',
    imageId: null,
    state: 'running',
    createdAt: '2026-11-20T08:00:00.000Z',
    labels: {},
    mounts: [],
    logging: null,
    driver: 'overlay2',
    ...change,
  }
}

export function aVolume(name: string, change: Partial<DiskVolume> = {}): DiskVolume {
  return { name, directory: `volumes/${name}/_data`, mountedElsewhere: false, ...change }
}

export function aRecord(id: string, change: Partial<DiskBuildCacheRecord> = {}): DiskBuildCacheRecord {
  return {
    id,
    type: 'regular',
    description: `step ${id}`,
    directory: `overlay2/${id}/diff`,
    chainId: null,
    snapshot: null,
    blob: null,
    makes: null,
    mutable: false,
    parents: [],
    createdAt: '2026-11-17T08:00:00.000Z',
    lastUsedAt: null,
    usageCount: null,
    ...change,
  }
}

export function mountOf(volume: string): ContainerMount {
  return { type: 'volume', volume, source: `/var/lib/docker/volumes/${volume}/_data`, destination: `/mnt/${volume}` }
}
