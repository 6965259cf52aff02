import type { Failure } from '../../../src-main/contract/app-state.ts'
import type { FileRow } from '../../../src-main/views/files.ts'

/** What is known of a directory's entries: the first of them, in the order that was asked for. */
export interface DirectoryPart {
  readonly rows: readonly FileRow[]
  /** All there are; null until the first answer. */
  readonly total: number | null
  readonly loading: boolean
  /** Why the next ones did not come; null in it: the connection is away. */
  readonly failed: { readonly failure: Failure | null } | null
}

export const NOTHING_YET: DirectoryPart = { rows: [], total: null, loading: true, failed: null }

/** A line of the tree as it is drawn. */
export type FileLine =
  | {
      readonly kind: 'entry'
      /** Path below the place; unique. */
      readonly key: string
      readonly row: FileRow
      /** 1 for what is right below the directory that is looked at. */
      readonly level: number
      /** Among its siblings, from 1; of how many. */
      readonly position: number
      readonly siblings: number
      /** Null for what cannot be unfolded. */
      readonly unfolded: boolean | null
    }
  /** There are more entries than were asked for; or they are being asked for, or did not come. */
  | {
      readonly kind: 'more'
      readonly key: string
      readonly directory: string
      readonly level: number
      /** Null while it is not known how many there are. */
      readonly left: number | null
      readonly loading: boolean
      readonly failed: boolean
    }

/** Entries below a directory and below everything that is unfolded in it, depth first. */
export function fileLines(tree: {
  readonly at: string
  readonly parts: ReadonlyMap<string, DirectoryPart>
  readonly unfolded: ReadonlySet<string>
  /** Lists that cut through the tree are flat. */
  readonly flat: boolean
}): readonly FileLine[] {
  const lines: FileLine[] = []
  const add = (directory: string, level: number): void => {
    const part = tree.parts.get(directory) ?? NOTHING_YET
    const siblings = part.total ?? part.rows.length
    part.rows.forEach((row, index) => {
      const unfolded = isUnfoldable(row) && !tree.flat ? tree.unfolded.has(row.path) : null
      lines.push({ kind: 'entry', key: row.path, row, level, position: index + 1, siblings, unfolded })
      if (unfolded === true) add(row.path, level + 1)
    })
    const left = part.total === null ? null : part.total - part.rows.length
    if (left === 0 && part.failed === null) return
    // A slash is in no path's beginning, so that no entry has this key.
    const key = `/${directory}`
    lines.push({ kind: 'more', key, directory, level, left, loading: part.loading, failed: part.failed !== null })
  }
  add(tree.at, 1)
  return lines
}

function isUnfoldable({ kind, entries }: FileRow): boolean {
  return kind === 'directory' && entries > 0
}

/** The path itself or the nearest directory around it that is there, below `at`; null when there is none. */
export function nearestAround(path: string, isThere: (path: string) => boolean): string | null {
  for (let around = path; around !== ''; around = parentOf(around)) {
    if (isThere(around)) return around
  }
  return null
}

/** '' for what is right below the place. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** A step of the way down to a directory: its own path, and its name. */
export interface Crumb {
  readonly path: string
  readonly name: string
}

/** The way to a directory, without the place itself. */
export function crumbsOf(path: string): readonly Crumb[] {
  const names = path === '' ? [] : path.split('/')
  return names.map((name, index) => ({ path: names.slice(0, index + 1).join('/'), name }))
}
