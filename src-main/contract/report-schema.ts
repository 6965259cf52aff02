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
  .describe('Why a measured number beside it is null, or, with numbers, why they are only a lower bound.')
const engineBecause = z.string().optional().describe('Why a figure of the engine beside it is null.')
const time = z.string().nullable().describe('ISO 8601; null when it is recorded nowhere.')
const id = z.string()
const ids = z.array(id)

const amount = z.object({
  allocated: maybeBytes.describe('st_blocks * 512 of every inode, directories included, each inode once.'),
  apparent: maybeBytes.describe('File lengths without directories, each inode once: what classic Docker calls size.'),
  because,
})

const holder = z.object({ kind: z.enum(['image', 'container', 'build-cache']), id, name: z.string() })

const owner = z.object({
  kind: z.enum(['layer', 'container', 'volume', 'build-cache-record', 'engine', 'nobody']),
  id,
  name: z.string(),
})

const state = z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead', 'unknown'])

const engine = z.object({
  endpoint: z.string(),
  version: z.string(),
  apiVersion: z.string(),
  storageDriver: z.string(),
  imageStore: z.enum(['classic', 'containerd']),
  rootless: z.boolean(),
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
  config: amount,
  volumes: z.array(z.string()),
  layers: ids,
  directory: z.string().nullable(),
})

const image = z.object({
  id,
  references: z.array(z.string()),
  createdAt: time,
  virtual: amount,
  shared: amount,
  unique: amount,
  engineSize: engineBytes,
  engineSharedSize: engineBytes,
  engineBecause,
  containers: ids,
  dangling: z.boolean(),
  intermediate: z.boolean().describe('A hidden parent left by the legacy builder.'),
  layers: ids.describe('Chain IDs, lowest first.'),
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
})

const volume = amount.extend({
  name: z.string(),
  driver: z.string(),
  anonymous: z.boolean(),
  directory: z.string().nullable(),
  engineSize: engineBytes,
  engineBecause,
  containers: ids,
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
  engineSize: engineBytes,
  engineBecause,
  directory: z.string().nullable(),
  chainId: id.nullable(),
})

const orphan = amount.extend({
  path: z.string(),
  reason: z.enum(['unaccounted', 'removing']),
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
  orphans: z.array(orphan),
})

export function reportJsonSchema(): unknown {
  return { ...z.toJSONSchema(reportSchema, { io: 'output' }), title: 'Plimsoll report' }
}
