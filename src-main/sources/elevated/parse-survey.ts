import type {
  AreaCategory,
  ContainerMount,
  ContainerState,
  ContentBlobFact,
  DiskBuildCacheRecord,
  DiskContainer,
  DiskImage,
  DiskManifest,
  DiskVolume,
  HistoryStep,
  LayerFact,
  LeaseFact,
  LogFileFact,
  LogSettings,
  OrphanFact,
  Place,
  Purpose,
  RootSurvey,
  SnapshotFact,
  WritableLayerFact,
} from '../../model/observations.ts'
import {
  flag,
  just,
  listOf,
  mapOf,
  moment,
  nullOr,
  objectOf,
  wordOf,
  text,
  variantsOf,
  whole,
  type Shape,
} from './shapes.ts'

type Of<Kind extends Purpose['kind']> = Extract<Purpose, { readonly kind: Kind }>

const ofLayer = <Kind extends 'layer' | 'layer-surroundings'>(kind: Kind) =>
  objectOf<{ readonly kind: Kind; readonly chainId: string }>({ kind: just(kind), chainId: text })

const ofContainer = <Kind extends Extract<Purpose, { readonly containerId: string }>['kind']>(kind: Kind) =>
  objectOf<{ readonly kind: Kind; readonly containerId: string }>({ kind: just(kind), containerId: text })

const ofVolume = <Kind extends 'volume' | 'volume-surroundings'>(kind: Kind) =>
  objectOf<{ readonly kind: Kind; readonly name: string }>({ kind: just(kind), name: text })

const ofBuildCache = { recordIds: listOf(text), snapshotKey: text }
const areaCategory = wordOf<AreaCategory>({
  'layer-metadata': true,
  'build-history': true,
  'engine-metadata': true,
  'temporary-files': true,
  swarm: true,
  plugins: true,
})

const purpose: Shape<Purpose> = variantsOf<'kind', Purpose>('kind', {
  layer: ofLayer('layer'),
  'layer-surroundings': ofLayer('layer-surroundings'),
  'writable-layer': ofContainer('writable-layer'),
  'writable-layer-surroundings': ofContainer('writable-layer-surroundings'),
  'init-layer': ofContainer('init-layer'),
  'init-layer-surroundings': ofContainer('init-layer-surroundings'),
  'build-cache': objectOf<Of<'build-cache'>>({ kind: just('build-cache'), ...ofBuildCache }),
  'build-cache-surroundings': objectOf<Of<'build-cache-surroundings'>>({
    kind: just('build-cache-surroundings'),
    ...ofBuildCache,
  }),
  'content-blob': objectOf<Of<'content-blob'>>({ kind: just('content-blob'), digest: text }),
  'other-namespace': objectOf<Of<'other-namespace'>>({ kind: just('other-namespace'), namespace: text }),
  'container-log': ofContainer('container-log'),
  'container-config': ofContainer('container-config'),
  volume: ofVolume('volume'),
  'volume-surroundings': ofVolume('volume-surroundings'),
  area: objectOf<Of<'area'>>({ kind: just('area'), area: text, category: areaCategory }),
  orphan: objectOf<Of<'orphan'>>({
    kind: just('orphan'),
    reason: wordOf({ unaccounted: true, unreferenced: true, removing: true, quarantined: true }),
  }),
  'leftover-driver': objectOf<Of<'leftover-driver'>>({ kind: just('leftover-driver'), driver: text }),
  'own-scan': objectOf<Of<'own-scan'>>({ kind: just('own-scan') }),
  unexplained: objectOf<Of<'unexplained'>>({ kind: just('unexplained') }),
})

const place = objectOf<Place>({ path: text, purpose, immutableKey: nullOr(text) })

const layer = objectOf<LayerFact>({
  chainId: text,
  diffId: nullOr(text),
  cacheId: text,
  parent: nullOr(text),
  engineSize: nullOr(whole),
  directory: text,
  driver: text,
  initOf: nullOr(text),
})

const writableLayer = objectOf<WritableLayerFact>({
  containerId: text,
  directory: text,
  parent: nullOr(text),
  driver: text,
})

const manifestKind = wordOf<DiskManifest['kind']>({ image: true, attestation: true, unknown: true })

const historyStep = objectOf<HistoryStep>({
  createdAt: nullOr(text),
  createdBy: text,
  comment: text,
  emptyLayer: flag,
  chainId: nullOr(text),
})

const manifest = objectOf<DiskManifest>({
  digest: text,
  kind: manifestKind,
  platform: nullOr(text),
  attests: nullOr(text),
  available: flag,
  content: listOf(text),
  chainIds: listOf(text),
  history: listOf(historyStep),
  layerDigests: listOf(text),
  unpacked: flag,
  incomplete: flag,
})

const image = objectOf<DiskImage>({
  id: text,
  references: listOf(text),
  createdAt: nullOr(text),
  parentId: nullOr(text),
  diffIds: listOf(text),
  chainIds: listOf(text),
  createdBy: listOf(nullOr(text)),
  history: listOf(historyStep),
  driver: text,
  manifests: listOf(manifest),
  content: listOf(text),
  attached: listOf(text),
  incomplete: flag,
})

const containerState = wordOf<ContainerState>({
  created: true,
  running: true,
  paused: true,
  restarting: true,
  removing: true,
  exited: true,
  dead: true,
  unknown: true,
})

const mount = objectOf<ContainerMount>({
  type: wordOf({ volume: true, bind: true, tmpfs: true, other: true }),
  volume: nullOr(text),
  source: text,
  destination: text,
})

const container = objectOf<DiskContainer>({
  driver: nullOr(text),
  id: text,
  name: text,
  image: text,
  imageId: nullOr(text),
  state: containerState,
  createdAt: nullOr(text),
  labels: mapOf(text),
  mounts: listOf(mount),
  logging: nullOr(objectOf<LogSettings>({ driver: text, options: mapOf(text) })),
})

const logFile = objectOf<LogFileFact>({ containerId: text, path: text, current: flag, bornAt: nullOr(moment) })
const orphan = objectOf<OrphanFact>({ path: text, names: listOf(text), entries: nullOr(whole) })

const volume = objectOf<DiskVolume>({ name: text, directory: text, mountedElsewhere: flag })

const buildCacheRecord = objectOf<DiskBuildCacheRecord>({
  id: text,
  type: text,
  description: text,
  directory: nullOr(text),
  chainId: nullOr(text),
  snapshot: nullOr(text),
  blob: nullOr(text),
  makes: nullOr(text),
  mutable: flag,
  parents: listOf(text),
  createdAt: nullOr(text),
  lastUsedAt: nullOr(text),
  usageCount: nullOr(whole),
})

const snapshot = objectOf<SnapshotFact>({
  snapshotter: text,
  namespace: text,
  name: text,
  number: whole,
  kind: wordOf({ view: true, active: true, committed: true }),
  parent: nullOr(text),
  engineSize: nullOr(whole),
  directory: nullOr(text),
})

const blob = objectOf<ContentBlobFact>({
  digest: text,
  path: text,
  size: nullOr(whole),
  role: wordOf({ index: true, manifest: true, config: true, layer: true, attestation: true, other: true }),
  namespaces: listOf(text),
  diffId: nullOr(text),
})

const lease = objectOf<LeaseFact>({
  id: text,
  namespace: text,
  temporary: flag,
  expiresAt: nullOr(text),
  blobs: listOf(text),
  snapshots: listOf(text),
})

/** A survey as another process wrote it. */
export const surveyShape: Shape<RootSurvey> = objectOf<RootSurvey>({
  layers: listOf(layer),
  writableLayers: listOf(writableLayer),
  images: listOf(image),
  containers: listOf(container),
  volumes: listOf(volume),
  buildCache: listOf(buildCacheRecord),
  logFiles: listOf(logFile),
  orphans: listOf(orphan),
  snapshots: listOf(snapshot),
  blobs: listOf(blob),
  leases: listOf(lease),
  places: listOf(place),
})
