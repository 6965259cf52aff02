import type { ChainId, DiffId, Digest, ImageId } from '../../model/identifiers.ts'
import type { BlobRole, DiskImage } from '../../model/observations.ts'
import { createdBy, diffIdsOf, shownReferences } from '../image-config.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { blobReader, type BlobReader } from './blob-reader.ts'
import type { ContainerdNamespace, ImageRecord } from './containerd-metadata.ts'
import type { ContainerdStore } from './containerd-store.ts'
import { isDigest } from './digest.ts'
import { isDockers, isEngines } from './docker-namespaces.ts'
import { createdAtOf, readImageContent, type ManifestContent } from './image-content.ts'
import { familiarName } from './image-name.ts'
import { shapeOfJson } from './oci-json.ts'

export interface ContainerdImages {
  readonly images: readonly DiskImage[]
  /** What images name the blobs as, and what other blobs are that refer to blobs. */
  readonly roles: ReadonlyMap<Digest, BlobRole>
  /** Diff ID of each layer that a config names, by chain ID. */
  readonly diffIds: ReadonlyMap<ChainId, DiffId>
}

const PARENT = 'org.mobyproject.image.parent'

/** The engine's images: one for each digest that names point at, whatever the names. */
export async function readContainerdImages(context: SurveyContext, store: ContainerdStore): Promise<ContainerdImages> {
  const images: DiskImage[] = []
  const roles = new Map<Digest, BlobRole>()
  const diffIds = new Map<ChainId, DiffId>()
  for (const namespace of store.metadata.namespaces) {
    if (!isDockers(namespace.name)) continue
    const blobs = blobReader(context, store, namespace.name)
    const unpacked = unpackedIn(store, namespace)
    const records = isEngines(namespace.name) ? namespace.images : []
    const byTarget = Map.groupBy(records, (image): string => image.target)
    for (const [target, names] of byTarget) {
      const mediaType = names[0]?.mediaType ?? ''
      const content = readImageContent({ digest: target, mediaType }, blobs, (chainId) => unpacked.has(chainId))
      for (const digest of content.indexes) roles.set(digest, 'index')
      for (const manifest of content.manifests) noteManifest(manifest, roles, diffIds)
      const kept = names.flatMap(({ name }) => store.marks.blobsOfImage(namespace.name, name))
      const image = diskImage({ id: target, names, kept, unpacked }, content, blobs)
      images.push({ ...image, incomplete: image.incomplete || store.metadata.incomplete })
      await context.reader.breathe(context.signal)
    }
    for (const digest of namespace.blobs.keys()) {
      const role = roles.has(digest) ? null : roleOfReferrer(digest, namespace, blobs)
      if (role !== null) roles.set(digest, role)
      await context.reader.breathe(context.signal)
    }
  }
  return { images, roles, diffIds }
}

/** Chain IDs of the layers that are unpacked and kept, each with a snapshotter that has it. */
function unpackedIn(
  { marks }: ContainerdStore,
  { name, snapshots }: ContainerdNamespace,
): ReadonlyMap<ChainId, string> {
  return new Map(
    snapshots.flatMap((snapshot) =>
      isDigest(snapshot.name) && marks.keepsSnapshot(name, snapshot.snapshotter, snapshot.name)
        ? [[snapshot.name, snapshot.snapshotter] as const]
        : [],
    ),
  )
}

function noteManifest(
  { manifest, config, roles: named }: ManifestContent,
  roles: Map<Digest, BlobRole>,
  diffIds: Map<ChainId, DiffId>,
): void {
  for (const [digest, role] of named) roles.set(digest, role)
  const ofLayers = config === null ? [] : (diffIdsOf(config) ?? [])
  manifest.chainIds.forEach((chainId, i) => {
    const diffId = ofLayers[i]
    if (diffId !== undefined) diffIds.set(chainId, diffId)
  })
}

/** A blob that refers to others without being an image's: what a finished build left, or an artifact beside an image. */
function roleOfReferrer(digest: Digest, { blobs: records }: ContainerdNamespace, blobs: BlobReader): BlobRole | null {
  const labels = [...(records.get(digest)?.labels.keys() ?? [])]
  // BuildKit labels a layer's blob with itself.
  const refers = labels.some((label) => /^containerd\.io\/gc\.ref\.content(?:[./](?!blob-)|$)/.test(label))
  const json = refers ? blobs.json(digest) : null
  const shape = json === null ? 'other' : shapeOfJson(json)
  return shape === 'other' ? null : shape
}

interface NamedImage {
  readonly id: ImageId
  readonly names: readonly ImageRecord[]
  /** All that the names keep. */
  readonly kept: readonly Digest[]
  readonly unpacked: ReadonlyMap<ChainId, string>
}

function diskImage(
  { id, names, kept, unpacked }: NamedImage,
  { manifests, indexes, incomplete }: ReturnType<typeof readImageContent>,
  blobs: BlobReader,
): DiskImage {
  const content = [...new Set([...indexes, ...manifests.flatMap(({ manifest }) => manifest.content)])]
  const layers = unpackedLayers(manifests)
  const parent = names.map((name) => name.labels.get(PARENT)).find(isDigest)
  const top = [...layers.keys()].at(-1)
  return {
    id,
    references: shownReferences(names.flatMap(({ name }) => familiarName(name) ?? [])),
    createdAt: createdAtOf(manifests),
    parentId: parent ?? null,
    diffIds: [...layers.values()].map((layer) => layer.diffId),
    chainIds: [...layers.keys()],
    createdBy: [...layers.values()].map((layer) => layer.createdBy),
    history: [],
    driver: (top === undefined ? undefined : unpacked.get(top)) ?? [...unpacked.values()][0] ?? 'overlayfs',
    manifests: manifests.map(({ manifest }) => manifest),
    content,
    attached: [...new Set(kept)].filter((digest) => blobs.has(digest) && !content.includes(digest)),
    incomplete,
  }
}

interface UnpackedLayer {
  readonly diffId: DiffId
  readonly createdBy: string | null
}

/** The layers of all platforms that are unpacked, lowest first, each once. */
function unpackedLayers(manifests: readonly ManifestContent[]): ReadonlyMap<ChainId, UnpackedLayer> {
  const layers = new Map<ChainId, UnpackedLayer>()
  for (const { manifest, config } of manifests) {
    if (!manifest.unpacked || config === null) continue
    const diffIds = diffIdsOf(config) ?? []
    const steps = createdBy(config['history'], diffIds.length)
    manifest.chainIds.forEach((chainId, i) => {
      const diffId = diffIds[i]
      if (diffId !== undefined && !layers.has(chainId)) layers.set(chainId, { diffId, createdBy: steps[i] ?? null })
    })
  }
  return layers
}
