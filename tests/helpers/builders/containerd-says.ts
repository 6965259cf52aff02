import type {
  ContentBlobFact,
  DiskImage,
  DiskManifest,
  LayerFact,
  LeaseFact,
  SnapshotFact,
} from '../../../src-main/model/observations.ts'
import { aLayer, anImage } from './disk-says.ts'

const SNAPSHOTS = 'containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots'
const BLOBS = 'containerd/daemon/io.containerd.content.v1.content/blobs/sha256'

/** A committed snapshot of overlayfs in Docker's namespace; its directory is named after it, so that tests can be read. */
export function aSnapshot(name: string, change: Partial<SnapshotFact> = {}): SnapshotFact {
  return {
    snapshotter: 'overlayfs',
    namespace: 'moby',
    name,
    number: 1,
    kind: 'committed',
    parent: null,
    engineSize: 0,
    directory: snapshotPath(name),
    ...change,
  }
}

export const snapshotPath = (name: string): string => `${SNAPSHOTS}/${name}/fs`

export function aBlob(digest: string, change: Partial<ContentBlobFact> = {}): ContentBlobFact {
  return { digest, path: blobPath(digest), size: 0, role: 'layer', namespaces: ['moby'], diffId: null, ...change }
}

export const blobPath = (digest: string): string => `${BLOBS}/${digest}`

export function aLease(id: string, change: Partial<LeaseFact> = {}): LeaseFact {
  return { id, namespace: 'moby', temporary: false, expiresAt: null, blobs: [], snapshots: [], ...change }
}

/** A platform that is here and unpacked, unless told otherwise. */
export function aManifest(digest: string, change: Partial<DiskManifest> = {}): DiskManifest {
  return {
    digest,
    kind: 'image',
    platform: 'linux/amd64',
    attests: null,
    available: true,
    content: [digest],
    chainIds: [],
    history: [],
    layerDigests: [],
    unpacked: true,
    incomplete: false,
    ...change,
  }
}

/** An image of one platform: its layers lowest first, each with the digest of its packed form. */
export function aStoredImage(
  id: string,
  layers: Readonly<Record<string, string>>,
  change: Partial<DiskImage> = {},
): DiskImage {
  const chainIds = Object.keys(layers)
  const layerDigests = Object.values(layers)
  const manifest = aManifest(`${id}-manifest`, {
    ...{ content: [`${id}-manifest`, ...layerDigests], chainIds, layerDigests },
  })
  const content = [id, ...manifest.content]
  return anImage(id, chainIds, { driver: 'overlayfs', manifests: [manifest], content, ...change })
}

/** A layer as the snapshotter keeps it: its snapshot is named like its chain ID. */
export function aStoredLayer(chainId: string, change: Partial<LayerFact> = {}): LayerFact {
  return aLayer(chainId, { cacheId: '1', directory: snapshotPath(chainId), driver: 'overlayfs', ...change })
}
