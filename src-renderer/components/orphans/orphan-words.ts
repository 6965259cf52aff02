import type { OrphanRow } from '../../../src-main/views/orphans.ts'

/** The first names at its top; null for a single file, or where none is known. */
export function contentText({ names, entries }: OrphanRow): string | null {
  if (names.length === 0) return null
  return names.join(', ') + (entries !== null && entries > names.length ? ', …' : '')
}

/** Enough of a path's last name to tell it by. */
export function shortPlace({ name }: OrphanRow): string {
  return name.replace(/([0-9a-f]{12})[0-9a-f]{52}/, '$1…')
}

/** As it is addressed: by its path within its root, or as a driver. */
export function orphanObject({ name, proof }: OrphanRow): string {
  return proof.leftoverOf ?? name
}
