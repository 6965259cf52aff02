/**
 * The ledger's categories, in the fixed order of every table and stack.
 * A byte is in exactly one. Groups of them make the lines of the overview (`views/category-line.ts`).
 */
export const CATEGORIES = [
  /** Read-only layers that two or more images use. */
  'image-shared',
  /** Read-only layers that exactly one image uses. */
  'image-unique',
  /** What containers wrote: upper directories. */
  'writable-layer',
  'volume',
  /** BuildKit's own directories, and layers that only the build cache still uses. */
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
  /** Bytes nobody needs; see `OrphanReason`. */
  'orphan',
] as const

export type Category = (typeof CATEGORIES)[number]
