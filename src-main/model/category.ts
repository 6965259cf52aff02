/**
 * The ledger's categories, in the fixed order of every table and stack.
 * A byte is in exactly one. Groups of them make the lines of the overview (`views/category-line.ts`).
 */
export const CATEGORIES = [
  /** Read-only layers that two or more images use. */
  'image-shared',
  /** Read-only layers that exactly one image uses. */
  'image-unique',
  /** Content blobs of two or more images: compressed layers, configs, manifests. Containerd store only. */
  'content-shared',
  /** Content blobs of exactly one image. */
  'content-unique',
  /** What containers wrote: upper directories. */
  'writable-layer',
  'volume',
  /** BuildKit's own directories and blobs, and layers that only the build cache still uses. */
  'build-cache',
  'container-log',
  'container-config',
  /** The `-init` layer that the engine puts under each container's own. */
  'init-layer',
  /** The engine's book-keeping about layers and images: layerdb, imagedb, link, lower, work directories. */
  'layer-metadata',
  /** Logs and provenance of finished builds. */
  'build-history',
  'engine-metadata',
  'temporary-files',
  'swarm',
  'plugins',
  /** What other users of the same containerd keep in it: Kubernetes, nerdctl. Not Docker's, but in the root. */
  'other-namespace',
  /** All of a storage driver that the engine does not use any more. */
  'leftover-driver',
  /** Bytes nobody needs; see `OrphanReason`. */
  'orphan',
] as const

export type Category = (typeof CATEGORIES)[number]
