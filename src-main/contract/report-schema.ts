import { z } from 'zod'
import { CATEGORIES } from '../model/category.ts'
import { REPORT_SCHEMA } from '../views/report.ts'

const bytes = z.int().nonnegative()
/** Null is unknown; the reason stands beside it. */
const maybeBytes = bytes.nullable()
const engineBytes = maybeBytes.describe("The engine's own figure. Null is unknown; engineBecause says why.")
const because = z
  .string()
  .optional()
  .describe(
    "Why a measured number beside it is null, or, with numbers, why they are only a lower bound; with 'extents-shared' allocated is an upper bound.",
  )
const engineBecause = z.string().optional().describe('Why a figure of the engine beside it is null.')
const time = z.string().nullable().describe('ISO 8601; null when it is recorded nowhere.')
const changedAt = time.describe('Newest change (mtime) of any inode in it, directories included. Null is unknown.')
const id = z.string()
const ids = z.array(id)

const amount = z.object({
  allocated: maybeBytes.describe('st_blocks * 512 of every inode, directories included, each inode once.'),
  apparent: maybeBytes.describe('File lengths without directories, each inode once: what classic Docker calls size.'),
  because,
})

const holder = z.object({ kind: z.enum(['image', 'container', 'build-cache', 'lease']), id, name: z.string() })

const owner = z.object({
  kind: z.enum([
    'layer',
    'content-blob',
    'container',
    'volume',
    'build-cache-record',
    'lease',
    'engine',
    'namespace',
    'driver',
    'nobody',
  ]),
  id,
  name: z.string(),
})

const state = z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead', 'unknown'])

const layersSize = z
  .object({
    engineSize: engineBytes,
    engineBecause,
    parts: z.array(
      z.object({
        what: z.enum(['image-layers', 'build-cache', 'writable-layers', 'init-layers', 'other', 'content']),
        bytes: maybeBytes.describe("In the engine's own unit: apparent (classic) or allocated (containerd store)."),
        because,
      }),
    ),
    countedTwice: maybeBytes.describe('Bytes in it that `docker system df` lists again under their own names.'),
    unexplained: z.int().nullable().describe('engineSize - parts.'),
    because,
  })
  .describe('`/system/df` LayersSize, which `docker system df` prints as the size of images, and what is in it.')

const engine = z.object({
  endpoint: z.string(),
  version: z.string(),
  apiVersion: z.string(),
  storageDriver: z.string(),
  imageStore: z.enum(['classic', 'containerd']),
  rootless: z.boolean(),
  layersSize,
  problems: z.array(z.string()).describe('Requests that the engine failed or refused; the rest is still there.'),
})

const entry = z.object({
  category: z.enum(CATEGORIES),
  owner,
  allocated: bytes,
  apparent: bytes,
  inodes: bytes,
  because,
  holders: z.array(holder).describe('Who uses it; the bytes go when all of them are gone.'),
})

const gap = z.object({
  path: z.string(),
  reason: z.enum([
    'permission-denied',
    'read-error',
    'damaged',
    'changed-while-reading',
    'not-a-directory',
    'driver-not-supported',
    'mounted-elsewhere',
  ]),
  detail: z.string(),
})

const root = z.object({
  path: z.string(),
  role: z.enum(['data-root', 'containerd']),
  filesystem: z.string().nullable().describe('Null when the mount table does not say.'),
  capacity: z.object({ total: bytes, free: bytes }).nullable(),
  capacityBecause: z.string().optional().describe('Why capacity is null.'),
  allocated: maybeBytes.describe('Equals `du -x --block-size=1 -s` of a quiet root.'),
  apparent: maybeBytes,
  inodes: maybeBytes,
  unattributed: z.object({ allocated: maybeBytes }).describe('Bytes that nothing known explains.'),
  because,
  sharesExtents: z
    .boolean()
    .describe('btrfs: an extent counts in every snapshot that has it, as in du; the disk may hold less.'),
  entries: z.array(entry).describe('A partition: the entries and unattributed add up to allocated.'),
  gaps: z.array(gap),
})

const container = z.object({
  id,
  name: z.string(),
  image: z.string(),
  imageId: id.nullable(),
  state,
  createdAt: time,
  writable: amount,
  engineSizeRw: engineBytes,
  engineSizeRootFs: engineBytes,
  engineBecause,
  virtual: amount.describe('Writable layer and all layers of the image. Never add these up.'),
  init: amount,
  surroundings: amount,
  logs: amount,
  logging: z
    .object({ driver: z.string(), options: z.record(z.string(), z.string()) })
    .nullable()
    .describe('Where its log goes, as written. Null: neither the disk nor the engine says so.'),
  logFiles: z
    .array(
      amount.extend({
        path: z.string(),
        current: z.boolean().describe('Written to now; the others were rotated.'),
        bornAt: time.describe('When the file was made; null where the filesystem does not keep it.'),
        changedAt,
      }),
    )
    .describe('The current one first, then from the newest to the oldest.'),
  config: amount,
  volumes: z.array(z.string()),
  layers: ids,
  directory: z.string().nullable(),
  changedAt,
})

const manifestKind = z.enum(['image', 'attestation', 'unknown'])

const image = z.object({
  id,
  references: z.array(z.string()),
  createdAt: time,
  virtual: amount.describe('packed + unpacked. Never add these up.'),
  packed: amount.describe('Content blobs of the containerd store, all platforms that are here.'),
  unpacked: amount.describe('Layers, with the -init snapshots that lie between them.'),
  shared: amount.describe('The part of unpacked in layers that another image also uses.'),
  packedShared: amount.describe('The part of packed in blobs that another image also has.'),
  unique: amount.describe('What only this image has.'),
  engineSize: engineBytes,
  engineSharedSize: engineBytes,
  engineBecause,
  containers: ids,
  dangling: z.boolean(),
  intermediate: z.boolean().describe('A hidden parent left by the legacy builder.'),
  layers: ids.describe('Chain IDs, lowest first.'),
  driver: z.string().nullable().describe('Storage driver or snapshotter.'),
  manifests: z.array(
    z.object({
      digest: id,
      kind: manifestKind,
      platform: z.string().nullable(),
      attests: id.nullable().describe('For an attestation: the manifest that it is about.'),
      available: z.boolean().describe('All blobs that it names are here.'),
      packed: amount,
      unpacked: amount,
      layers: ids,
    }),
  ),
  blobs: ids,
})

const layer = amount.extend({
  chainId: id,
  diffId: id.nullable(),
  cacheId: id,
  parent: id.nullable(),
  directory: z.string(),
  engineSize: engineBytes,
  engineBecause,
  createdBy: z.string().nullable(),
  images: ids,
  containers: ids,
  buildCache: ids,
  copies: z
    .object({
      blobs: ids.describe('Packed forms.'),
      packed: amount,
      records: ids.describe('Build cache records that made the same layer and keep a snapshot of their own.'),
      cached: amount,
      freed: z
        .object({ byImages: maybeBytes, byBuildCache: maybeBytes, byBoth: maybeBytes, because })
        .describe('Allocated bytes that go when all images, all of the build cache, or both are removed.'),
    })
    .describe('The other forms in which the layer is on disk (containerd store).'),
})

const blob = amount.extend({
  digest: id,
  role: z.enum(['index', 'manifest', 'config', 'layer', 'attestation', 'other']),
  path: z.string(),
  engineSize: engineBytes,
  engineBecause,
  namespaces: z.array(z.string()),
  diffId: id.nullable(),
  images: ids,
  buildCache: ids,
  leases: ids,
})

const snapshot = amount.extend({
  snapshotter: z.string(),
  namespace: z.string(),
  name: z.string(),
  number: z.int(),
  kind: z.enum(['view', 'active', 'committed']),
  parent: z.string().nullable(),
  engineSize: engineBytes.describe('Recorded at commit: allocated bytes, directories included.'),
  engineBecause,
  directory: z.string().nullable(),
})

const lease = z.object({
  id,
  namespace: z.string(),
  temporary: z.boolean(),
  expiresAt: time,
  blobs: ids,
  snapshots: z.array(z.string()),
})

const volume = amount.extend({
  name: z.string(),
  driver: z.string(),
  anonymous: z.boolean(),
  directory: z.string().nullable(),
  engineSize: engineBytes,
  engineBecause,
  containers: ids,
  createdAt: time,
  changedAt,
  labels: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.string()).nullable().describe('Of its driver. Null: no engine said.'),
  builder: z.string().nullable().describe('The builder that runs as a container and keeps its build cache here.'),
})

const buildCacheRecord = amount.extend({
  id,
  type: z.string(),
  description: z.string(),
  inUse: z.boolean().nullable().describe('Null is unknown; engineBecause says why.'),
  shared: z
    .boolean()
    .nullable()
    .describe(
      "Also an image's layer: removing the record alone frees nothing. Null is unknown; engineBecause says why.",
    ),
  mutable: z.boolean().nullable().describe('Its files may still change. Null when only the engine knows the record.'),
  engineSize: engineBytes,
  engineBecause,
  directory: z.string().nullable(),
  chainId: id.nullable(),
  packed: amount.describe('Its packed form in the containerd store.'),
  blob: id.nullable(),
  copyOf: id.nullable().describe("The image's layer that is another copy of it."),
  createdAt: time,
  lastUsedAt: time,
  changedAt,
  usageCount: z.int().nonnegative().nullable().describe('How often builds took it. Null is unknown.'),
  parents: ids.describe('Records that it is made on top of.'),
})

const recordKind = z.enum([
  'layers',
  'writable-layers',
  'init-layers',
  'build-cache',
  'container-configs',
  'engine-containers',
  'snapshots',
  'blobs',
  'images',
  'leases',
])

const orphan = amount.extend({
  path: z.string(),
  reason: z.enum(['unaccounted', 'unreferenced', 'removing', 'leftover-driver', 'quarantined']),
  collected: z.boolean().describe("containerd's collector takes it at its next run."),
  changedAt,
  names: z.array(z.string()).describe('The first names at its top, sorted.'),
  entries: z.int().nonnegative().nullable().describe('How many names there are. Null: a single file, or not known.'),
  searched: z
    .array(z.object({ records: recordKind, count: z.int().nonnegative() }))
    .describe('Records that could have named it or held it, and how many of them were looked through.'),
  looks: z.int().nonnegative().describe('How often they were looked through, some time apart, with the same outcome.'),
})

/** The shape of `report --json`; its JSON Schema is what `report --json-schema` prints. */
export const reportSchema = z.object({
  schema: z.literal(REPORT_SCHEMA),
  takenAt: z.string(),
  sample: z.boolean(),
  stage: z.enum(['metadata', 'measuring', 'whole', 'cancelled']),
  engine: engine.nullable(),
  because,
  roots: z.array(root),
  containers: z.array(container),
  images: z.array(image),
  layers: z.array(layer),
  volumes: z.array(volume),
  buildCache: z.array(buildCacheRecord),
  blobs: z.array(blob),
  snapshots: z.array(snapshot),
  leases: z.array(lease),
  orphans: z.array(orphan),
})

export function reportJsonSchema(): unknown {
  return { ...z.toJSONSchema(reportSchema, { io: 'output' }), title: 'Plimsoll report' }
}
