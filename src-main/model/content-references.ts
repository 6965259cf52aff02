import { group, groupIds } from './group.ts'
import type { ChainId, ContainerId, Digest } from './identifiers.ts'
import { byId, compare } from './order.ts'
import type { ContentBlobFact, DiskBuildCacheRecord, LayerFact, LeaseFact, SnapshotFact } from './observations.ts'
import { recordsNeeding } from './records-needing.ts'
import type { KnownImage } from './known-objects.ts'

/**
 * Who uses the blobs and snapshots of the containerd store. Empty for the classic one. Lists are in order of their IDs:
 * who comes first must not depend on the order in which a disk is read.
 */
export interface ContentReferences {
  readonly blobs: ReadonlyMap<Digest, ContentBlobFact>
  readonly imagesOfBlob: ReadonlyMap<Digest, readonly KnownImage[]>
  /** Records whose packed form it is, or that keep another compression of theirs in it. */
  readonly recordsOfBlob: ReadonlyMap<Digest, readonly string[]>
  /** Leases that are no build cache record's. */
  readonly leasesOfBlob: ReadonlyMap<Digest, readonly LeaseFact[]>
  /** The same of snapshots, by their names; of a chain the lease of a pull has each. */
  readonly leasesOfSnapshot: ReadonlyMap<string, readonly LeaseFact[]>
  /** Records by the name of their snapshot. */
  readonly recordsOfSnapshot: ReadonlyMap<string, readonly string[]>
  /** Records whose snapshot another record has too. */
  readonly recordsSharing: ReadonlySet<string>
  /** Records that keep the snapshot of a name, or one above it. */
  readonly recordsNeedingSnapshot: (name: string) => readonly string[]
  /** Records with a snapshot of their own, by the chain ID of what they make. */
  readonly recordsMaking: ReadonlyMap<ChainId, readonly DiskBuildCacheRecord[]>
  /** Packed forms of what records make or are, by its chain ID. */
  readonly blobsMaking: ReadonlyMap<ChainId, readonly Digest[]>
  /** Layers that keep a container's `-init` snapshot below them. */
  readonly layersOfInit: ReadonlyMap<ContainerId, readonly LayerFact[]>
}

interface ContentFacts {
  readonly blobs: readonly ContentBlobFact[]
  readonly leases: readonly LeaseFact[]
  readonly snapshots: readonly SnapshotFact[]
  readonly layers: readonly LayerFact[]
  readonly records: readonly DiskBuildCacheRecord[]
  readonly images: ReadonlyMap<string, KnownImage>
}

export function contentReferences({
  blobs,
  leases,
  snapshots,
  layers,
  images,
  ...facts
}: ContentFacts): ContentReferences {
  const records = [...facts.records].sort(byId)
  const ids = new Set(records.map((record) => record.id))
  // A record's lease has its ID; BuildKit adds a word to it for other compressions and for views.
  const ofRecords = leases.flatMap((lease) => {
    const id = lease.id.replace(/-(variants|view)$/, '')
    return ids.has(id) ? [{ id, lease }] : []
  })
  const claimed = new Set(ofRecords.map(({ lease }) => lease))
  const others = leases.filter((lease) => !claimed.has(lease)).sort(byId)
  const recordsOfBlob = group(
    [
      ...records.map((record) => ({ id: record.id, blobs: record.blob === null ? [] : [record.blob] })),
      ...ofRecords.map(({ id, lease }) => ({ id, blobs: lease.blobs })),
    ],
    (each) => each.blobs,
  )
  const recordsOfSnapshot = groupIds(records, (record) => record.snapshot)
  return {
    blobs: new Map(blobs.map((blob) => [blob.digest, blob])),
    imagesOfBlob: group(images.values(), (image) => [...image.content, ...image.attached]),
    recordsOfBlob: idsOf(recordsOfBlob),
    leasesOfBlob: group(others, (lease) => lease.blobs),
    leasesOfSnapshot: group(others, (lease) => lease.snapshots),
    recordsOfSnapshot,
    recordsSharing: new Set([...recordsOfSnapshot.values()].flatMap((sharing) => (sharing.length > 1 ? sharing : []))),
    recordsNeedingSnapshot: recordsNeeding(ofRecords, snapshots),
    recordsMaking: group(records, (record) =>
      record.makes !== null && record.snapshot !== null && record.snapshot !== record.makes ? [record.makes] : [],
    ),
    blobsMaking: blobsMaking(records),
    layersOfInit: group(
      [...layers].sort((a, b) => compare(a.chainId, b.chainId)),
      (layer) => (layer.initOf === null ? [] : [layer.initOf]),
    ),
  }
}

function blobsMaking(records: readonly DiskBuildCacheRecord[]): ContentReferences['blobsMaking'] {
  const packed = group(records, ({ blob, makes, chainId }) =>
    blob === null ? [] : [makes ?? chainId].filter((id) => id !== null),
  )
  return new Map([...packed].map(([key, items]) => [key, [...new Set(items.flatMap(({ blob }) => blob ?? []))]]))
}

function idsOf(
  groups: ReadonlyMap<string, readonly { readonly id: string }[]>,
): ReadonlyMap<string, readonly string[]> {
  return new Map([...groups].map(([key, items]) => [key, [...new Set(items.map((item) => item.id))].sort()]))
}
