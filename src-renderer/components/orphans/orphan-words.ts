import type { OrphanRow } from '../../../src-main/views/orphans.ts'

/** The first names at its top; null for a single file, or where none is known. */
export function contentText({ names, entries, proof }: OrphanRow): string | null {
  if (names.length === 0) return null
  // A container's files are named after it.
  const short = names.map((name) => (proof.containerId === null ? name : name.replace(proof.containerId, '…')))
  return short.join(', ') + (entries !== null && entries > names.length ? ', …' : '')
}

/** Enough of a path to tell it by: within its store, and the beginning of a long name. */
export function shortPlace({ name }: OrphanRow): string {
  return name
    .replace(/^(?:containerd\/daemon\/)?io\.containerd\.(?:snapshotter|content)\.v1\.([^/]+)\//, '$1/')
    .replace(/([0-9a-f]{12})[0-9a-f]{52}/, '$1…')
}

/** As it is addressed: by its path within its root, or as a driver. */
export function orphanObject({ name, proof }: OrphanRow): string {
  return proof.leftoverOf ?? name
}
