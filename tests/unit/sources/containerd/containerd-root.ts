import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Gap } from '../../../../src-main/model/gap.ts'
import type { Purpose } from '../../../../src-main/model/observations.ts'
import {
  surveyContainerdStore,
  type ContainerdSurvey,
} from '../../../../src-main/sources/containerd/survey-containerd-store.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import type { SurveyContext } from '../../../../src-main/sources/survey/survey-context.ts'
import { stayInside } from '../../../../src-main/sources/survey/stay-inside.ts'
import { makeBolt, type Tree } from '../bolt/make-bolt.ts'
import { afterwards, hex } from '../data-root.ts'

export const CONTENT = 'io.containerd.content.v1.content'
export const META = 'io.containerd.metadata.v1.bolt/meta.db'
export const SNAPSHOTTERS = 'io.containerd.snapshotter.v1'

type Labels = Readonly<Record<string, string>>

/** A snapshot to add. By default of the engine, with overlayfs, and on nothing. */
export interface AddedSnapshot {
  readonly name: string
  readonly kind?: 'view' | 'active' | 'committed'
  readonly parent?: string
  readonly namespace?: string
  readonly size?: number
  readonly labels?: Labels
  /** Nothing of it on disk. */
  readonly bare?: boolean
  /** More fields of its snapshotter's record. */
  readonly more?: Tree
}

export interface AddedLease {
  readonly labels?: Labels
  readonly content?: readonly string[]
  readonly snapshots?: readonly string[]
  readonly namespace?: string
  readonly more?: Tree
}

export interface AddedManifest {
  readonly digest: string
  readonly config: string
  readonly layers: readonly string[]
  readonly diffIds: readonly string[]
}

/** A containerd on the real disk, as an engine with its image store would have left it. Removed after the test. */
export class ContainerdRoot {
  readonly path = realpathSync(mkdtempSync(`${tmpdir()}/plimsoll-containerd-`))
  readonly base: string
  readonly snapshotter: string
  /** What goes into meta.db, to be changed at will before `save`. */
  readonly namespaces: Record<string, Record<string, Record<string, Tree>>> = {}
  readonly #records: Record<string, Tree> = {}
  #number = 0

  constructor({ base = '', snapshotter = 'overlayfs' } = {}) {
    this.base = base
    this.snapshotter = snapshotter
    for (const name of [`${CONTENT}/blobs/sha256`, `${CONTENT}/ingest`, dirname(META), 'tmpmounts'])
      this.directory(name)
    for (const part of snapshotter === 'btrfs' ? ['active', 'view', 'snapshots'] : ['snapshots'])
      this.directory(`${SNAPSHOTTERS}.${snapshotter}/${part}`)
    onTestFinished(() => {
      rmSync(this.path, { recursive: true })
    })
  }

  /** Path of something of containerd's, relative to the root. */
  at(path: string): string {
    return this.base === '' ? path : `${this.base}/${path}`
  }

  directory(path: string): void {
    mkdirSync(`${this.path}/${this.at(path)}`, { recursive: true })
  }

  write(path: string, content: string | Uint8Array = ''): void {
    this.directory(dirname(path))
    writeFileSync(`${this.path}/${this.at(path)}`, content)
  }

  bucket(namespace: string, ...path: readonly string[]): Record<string, Tree> {
    let bucket: Record<string, unknown> = (this.namespaces[namespace] ??= {})
    for (const key of path) bucket = (bucket[key] ??= {}) as Record<string, unknown>
    return bucket as Record<string, Tree>
  }

  /** Returns its digest. An object is written as JSON. */
  blob(content: string | object, labels: Labels = {}, namespace = 'moby'): string {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    const digest = `sha256:${hex(text)}`
    this.write(blobPath(digest), text)
    this.bucket(namespace, 'content', 'blob')[digest] = { size: varint(text.length), labels }
    return digest
  }

  /** A manifest with its config and a blob for each layer, which are packed only. */
  manifest(name: string, layers: readonly string[], config: object = {}): AddedManifest {
    const diffIds = layers.map((layer) => `sha256:${hex(`diff ${layer}`)}`)
    const packed = layers.map((layer, i) => this.blob(`packed ${layer}`, { [UNCOMPRESSED]: diffIds[i]! }))
    const top = chainIdsOf(diffIds).at(-1)
    const keeps: Labels = top === undefined ? {} : { [`containerd.io/gc.ref.snapshot.${this.snapshotter}`]: top }
    const platform = { architecture: 'amd64', os: 'linux' }
    const rootfs = { type: 'layers', diff_ids: diffIds }
    const configDigest = this.blob({ name, ...platform, rootfs, ...config }, keeps)
    const digest = this.blob(
      {
        mediaType: MANIFEST,
        config: { mediaType: CONFIG, digest: configDigest },
        layers: packed.map((layer) => ({ mediaType: LAYER, digest: layer })),
      },
      references([configDigest, ...packed]),
    )
    return { digest, config: configDigest, layers: packed, diffIds }
  }

  /** Points a name at an index or manifest. */
  image(
    name: string,
    target: string,
    { mediaType = MANIFEST, labels = {} }: { mediaType?: string; labels?: Labels } = {},
  ): void {
    this.bucket('moby', 'images')[name] = { target: { digest: target, mediatype: mediaType }, labels }
  }

  /** Returns its number. */
  snapshot({
    name,
    kind = 'committed',
    parent,
    namespace = 'moby',
    size,
    labels = {},
    bare = false,
    more = {},
  }: AddedSnapshot): number {
    const number = ++this.#number
    // The middle of a key is a count of containerd's and is not the number of the directory.
    const key = (named: string) => `${namespace}/${parseInt(hex(named).slice(0, 2), 16)}/${named}`
    const record = { id: uvarint(number), kind: Uint8Array.of(['view', 'active', 'committed'].indexOf(kind) + 1) }
    const below = parent === undefined ? {} : { parent: key(parent) }
    const usage = size === undefined ? {} : { size: varint(size), inodes: varint(3) }
    this.#records[key(name)] = { ...record, ...below, ...usage, ...more }
    this.bucket(namespace, 'snapshots', this.snapshotter)[name] = {
      name: key(name),
      ...(parent === undefined ? {} : { parent }),
      labels,
    }
    if (!bare) this.write(`${SNAPSHOTTERS}.${this.snapshotter}/${this.#filesOf(number, kind)}/file`, name)
    return number
  }

  #filesOf(number: number, kind: string): string {
    if (this.snapshotter === 'btrfs') return `${kind === 'committed' ? 'snapshots' : kind}/${number}`
    return `snapshots/${number}${this.snapshotter === 'overlayfs' ? '/fs' : ''}`
  }

  /** Unpacks layers, lowest first; returns the chain IDs. */
  unpack(diffIds: readonly string[]): readonly string[] {
    const chain = chainIdsOf(diffIds)
    chain.forEach((name, i) => this.snapshot({ name, size: 4096, ...(i === 0 ? {} : { parent: chain[i - 1]! }) }))
    return chain
  }

  lease(
    id: string,
    { labels = {}, content = [], snapshots = [], namespace = 'moby', more = {} }: AddedLease = {},
  ): void {
    this.bucket(namespace, 'leases')[id] = {
      labels,
      content: keys(content),
      snapshots: { [this.snapshotter]: keys(snapshots) },
      ...more,
    }
  }

  /** A container's two snapshots and the lease of its name; returns its ID. */
  container(name: string, parent?: string): string {
    const id = hex(`container ${name}`)
    this.snapshot({ name: `${id}-init`, size: 20480, ...(parent === undefined ? {} : { parent }) })
    this.snapshot({ name: id, kind: 'active', parent: `${id}-init` })
    this.lease(id, { snapshots: [id, `${id}-init`] })
    return id
  }

  /** Writes the databases. */
  save(): void {
    this.write(META, makeBolt({ v1: { ...this.namespaces, version: uvarint(4) } }))
    this.write(`${SNAPSHOTTERS}.${this.snapshotter}/metadata.db`, makeBolt({ v1: { snapshots: this.#records } }))
  }

  /** Saves, and surveys with the clock of `now`: by default when nothing is fresh any more. */
  async survey({ now = afterwards() }: { now?: number } = {}): Promise<Surveyed> {
    this.save()
    return this.look({ now })
  }

  /** Surveys what is on disk. */
  async look({ now = afterwards() }: { now?: number } = {}): Promise<Surveyed> {
    const found = new Map<string, Gap>()
    const reader = { ...createNodeDiskReader(), now: () => now }
    const context: SurveyContext = {
      reader: stayInside(reader, this.path),
      root: this.path,
      signal: undefined,
      gap: (gap) => found.set(`${gap.reason} ${gap.path}`, gap),
    }
    const survey = await surveyContainerdStore(context, this.base)
    return {
      ...survey,
      gaps: [...found.values()].map((gap) => `${gap.reason} ${gap.path.slice(this.path.length + 1)}`).sort(),
      purposeOf: (path) => survey.places.find((place) => place.path === this.at(path))?.purpose,
      orphans: survey.places.flatMap(({ path, purpose }) =>
        purpose.kind === 'orphan' ? [[path, purpose.reason] as const] : [],
      ),
    }
  }
}

export interface Surveyed extends ContainerdSurvey {
  /** Reason and path, relative to the root. */
  readonly gaps: readonly string[]
  /** What a path of containerd's is for; undefined where no place is. */
  readonly purposeOf: (path: string) => Purpose | undefined
  readonly orphans: readonly (readonly [path: string, reason: string])[]
}

export const UNCOMPRESSED = 'containerd.io/uncompressed'
export const INDEX = 'application/vnd.oci.image.index.v1+json'
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const CONFIG = 'application/vnd.oci.image.config.v1+json'
export const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

/** Labels of a blob that refers to others. */
export function references(digests: readonly string[]): Labels {
  return Object.fromEntries(digests.map((digest, i) => [`containerd.io/gc.ref.content.${i}`, digest]))
}

export function blobPath(digest: string): string {
  return `${CONTENT}/blobs/${digest.replace(':', '/')}`
}

export function chainIdsOf(diffIds: readonly string[]): readonly string[] {
  const chain: string[] = []
  for (const diffId of diffIds) chain.push(chain.length === 0 ? diffId : `sha256:${hex(`${chain.at(-1)!} ${diffId}`)}`)
  return chain
}

function keys(names: readonly string[]): Tree {
  return Object.fromEntries(names.map((name) => [name, '']))
}

export function uvarint(value: number | bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt(value)
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return Uint8Array.from([...bytes, Number(rest)])
}

/** A `time.Time` as Go marshals it, in UTC. */
export function goTime(time: Date): Uint8Array {
  const view = new DataView(new ArrayBuffer(15))
  view.setUint8(0, 1)
  view.setBigInt64(1, BigInt(Math.floor(time.getTime() / 1000)) + 62_135_596_800n)
  view.setInt16(13, -1)
  return new Uint8Array(view.buffer)
}

/** Zigzag. */
export function varint(value: number | bigint): Uint8Array {
  const signed = BigInt(value)
  return uvarint(signed < 0n ? -signed * 2n - 1n : signed * 2n)
}
