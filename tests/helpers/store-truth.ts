import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { belowRoot, field, numberOrNull, readTable, type Row } from './read-table.ts'
import type { TrueImage, TrueLayer } from './world-truth.ts'

/** What another program found in a recorded containerd store, and what the engine said of its images. */
export interface StoreTruth {
  readonly snapshots: readonly TrueSnapshot[]
  readonly blobs: readonly TrueBlob[]
  readonly imageSizes: readonly TrueImageSize[]
  /** Names of the snapshot and the blob of each listed build cache record. */
  readonly records: readonly { readonly id: string; readonly snapshot: string; readonly blob: string | null }[]
  /** Chain ID of the layer that a snapshot stands on, whatever lies between. */
  readonly chainBelow: (name: string) => string | null
}

export interface TrueSnapshot {
  /** As containerd's client named it. */
  readonly name: string
  /** Names its directory. */
  readonly number: number
  readonly kind: 'view' | 'active' | 'committed'
  /** Number. */
  readonly parent: number | null
  /** Allocated bytes with directories as recorded; null unless committed. */
  readonly size: number | null
  /** Below the root; null for a record without a directory. */
  readonly directory: string | null
}

export interface TrueBlob {
  readonly digest: string
  readonly namespaces: readonly string[]
  readonly size: number
}

/** `/images/json` with all and manifests. Bytes as the engine counts: lengths of blobs, blocks of snapshots. */
export interface TrueImageSize {
  readonly id: string
  readonly size: number
  readonly sharedSize: number
  readonly manifests: readonly TrueManifest[]
}

export interface TrueManifest {
  readonly digest: string
  readonly kind: string
  readonly available: boolean
  /** `os/architecture`; null for an attestation. */
  readonly platform: string | null
  /** Digest of the manifest that it attests. */
  readonly attests: string | null
  readonly content: number
  readonly unpacked: number
}

export function readStoreTruth(folder: string): StoreTruth {
  const snapshots = readTable(join(folder, 'snapshots.tsv')).map(trueSnapshot)
  return {
    snapshots,
    blobs: readTable(join(folder, 'blobs.tsv')).map((row) => ({
      digest: field(row, 'digest'),
      namespaces: field(row, 'namespaces').split(' ').toSorted(),
      size: Number(field(row, 'size')),
    })),
    imageSizes: z.array(imageSize).parse(JSON.parse(readFileSync(join(folder, 'images.json'), 'utf8'))),
    records: readTable(join(folder, 'buildcache.tsv')).map((row) => {
      const [, snapshot = '', , blob = null] = field(row, 'how').split(' ')
      return { id: field(row, 'id'), snapshot, blob }
    }),
    chainBelow: (name) => chainBelow(snapshots, name),
  }
}

/** The layers among the snapshots: those whose name is a chain ID. BuildKit may keep a view of one, `<chain ID>-view`. */
export function layersOfStore(store: StoreTruth, images: readonly TrueImage[]): readonly TrueLayer[] {
  const diffIds = new Map(images.flatMap((image) => chainIdsOf(image.diffIds)))
  return store.snapshots.flatMap(({ name, kind, directory, size }) => {
    const diffId = diffIds.get(name)
    if (!name.startsWith('sha256:') || kind !== 'committed') return []
    if (directory === null || size === null || diffId === undefined) throw new Error(`${name} is no layer`)
    return [{ chainId: name, directory, size, parent: store.chainBelow(name), diffId }]
  })
}

function trueSnapshot(row: Row): TrueSnapshot {
  return {
    // The snapshotter's key is `<namespace>/<serial>/<name>`.
    name: field(row, 'key').split('/').slice(2).join('/'),
    number: Number(field(row, 'id')),
    kind: z.enum(['view', 'active', 'committed']).parse(field(row, 'kind')),
    parent: numberOrNull(row, 'parent'),
    size: numberOrNull(row, 'size'),
    directory: field(row, 'allocated') === '' ? null : belowRoot(field(row, 'directory')),
  }
}

const manifest = z
  .object({
    ID: z.string(),
    Kind: z.string(),
    Available: z.boolean(),
    Size: z.object({ Content: z.number() }),
    ImageData: z
      .object({
        Platform: z.object({ os: z.string(), architecture: z.string() }),
        Size: z.object({ Unpacked: z.number() }),
      })
      .optional(),
    AttestationData: z.object({ For: z.string() }).optional(),
  })
  .transform(({ ID, Kind, Available, Size, ImageData, AttestationData }): TrueManifest => {
    const { os, architecture } = ImageData?.Platform ?? {}
    return {
      digest: ID,
      kind: Kind,
      available: Available,
      platform: os === undefined ? null : `${os}/${String(architecture)}`,
      attests: AttestationData?.For ?? null,
      content: Size.Content,
      unpacked: ImageData?.Size.Unpacked ?? 0,
    }
  })
const imageSize = z
  .object({ Id: z.string(), Size: z.number(), SharedSize: z.number(), Manifests: z.array(manifest) })
  .transform(({ Id, Size, SharedSize, Manifests }): TrueImageSize => {
    return { id: Id, size: Size, sharedSize: SharedSize, manifests: Manifests }
  })

function chainBelow(snapshots: readonly TrueSnapshot[], name: string): string | null {
  const at = (number: number | null | undefined) => snapshots.find((snapshot) => snapshot.number === number)
  let below = at(snapshots.find((snapshot) => snapshot.name === name)?.parent)
  while (below !== undefined && !below.name.startsWith('sha256:')) below = at(below.parent)
  return below?.name ?? null
}

/** Each layer's chain ID with its diff ID. */
function chainIdsOf(diffIds: readonly string[]): readonly (readonly [string, string])[] {
  let chain = ''
  return diffIds.map((diffId) => {
    const hash = createHash('sha256').update(`${chain} ${diffId}`).digest('hex')
    chain = chain === '' ? diffId : `sha256:${hash}`
    return [chain, diffId] as const
  })
}
