import { exact, unknown, type Figure, type UsageFigure } from './figure.ts'
import type { ContentBlob, Lease, Snapshot } from './inventory.ts'
import { NOTHING, type Sources } from './inventory-sources.ts'
import { byId, compare } from './order.ts'

/** The content store's files, with who holds each. */
export function buildBlobs({ observations, references, usages, unplaced }: Sources): ContentBlob[] {
  const { content } = references
  return observations.roots
    .flatMap((root) =>
      root.survey.blobs.map((blob): ContentBlob => ({
        digest: blob.digest,
        role: blob.role,
        path: `${root.path}/${blob.path}`,
        usage: usages.at(root.path, blob.path, unplaced),
        engineSize: recorded(blob.size),
        namespaces: blob.namespaces,
        diffId: blob.diffId,
        images: (content.imagesOfBlob.get(blob.digest) ?? []).map((image) => image.id).sort(),
        buildCacheRecords: [...(content.recordsOfBlob.get(blob.digest) ?? [])].sort(),
        leases: (content.leasesOfBlob.get(blob.digest) ?? []).map((lease) => lease.id).sort(),
      })),
    )
    .sort((a, b) => compare(a.digest, b.digest))
}

export function buildSnapshots({ observations, usages, unplaced }: Sources): Snapshot[] {
  /** What nobody uses is one place with what is around it, which is then measured with the files. */
  const usageAt = (root: string, directory: string): UsageFigure =>
    usages.at(root, directory, usages.at(root, directory.replace(/\/[^/]*$/, ''), unplaced))
  return observations.roots
    .flatMap((root) =>
      root.survey.snapshots.map((snapshot): Snapshot => ({
        ...snapshot,
        directory: snapshot.directory === null ? null : `${root.path}/${snapshot.directory}`,
        usage: snapshot.directory === null ? NOTHING : usageAt(root.path, snapshot.directory),
        engineSize: snapshot.kind === 'committed' ? recorded(snapshot.engineSize) : unknown('engine-did-not-say'),
      })),
    )
    .sort((a, b) => compare(a.snapshotter, b.snapshotter) || a.number - b.number || compare(a.name, b.name))
}

export function buildLeases({ observations }: Sources): Lease[] {
  return observations.roots.flatMap((root) => root.survey.leases).sort(byId)
}

function recorded(bytes: number | null): Figure {
  return bytes === null ? unknown('metadata-damaged') : exact(bytes)
}
