import type { Place } from '../../model/observations.ts'
import type { Boundary } from './walk-messages.ts'

/** How the places of one root lie in each other. Indices are those of the request. */
export interface PlaceTree {
  /** Absolute path of each place. */
  readonly paths: readonly string[]
  /** The first place with the same path, for a place that is listed again: it holds nothing of its own. */
  readonly sameAs: (place: number) => number | null
  /** True when other places or mount points lie in this one, so that something has to be left out of it. */
  readonly hasNested: (place: number) => boolean
  /** Names that a walk of this place leaves out, for the nested places that `counts` accepts and for all mounts. */
  readonly boundariesOf: (place: number, counts: (nested: number) => boolean) => readonly Boundary[]
}

interface Nested {
  readonly path: string
  /** Null for a mount point. */
  readonly place: number | null
}

export function nestPlaces(root: string, places: readonly Place[], mountPoints: readonly string[]): PlaceTree {
  const paths = places.map((place) => absolutePath(root, place.path))
  const firstAt = new Map<string, number>()
  paths.forEach((path, place) => {
    if (!firstAt.has(path)) firstAt.set(path, place)
  })
  const nested = new Map<number, Nested[]>()
  const nest = (path: string, place: number | null): void => {
    const holder = placeAbove(path, firstAt)
    if (holder === null) return
    const siblings = nested.get(holder)
    if (siblings === undefined) nested.set(holder, [{ path, place }])
    else siblings.push({ path, place })
  }
  for (const [path, place] of firstAt) nest(path, place)
  for (const path of mountPoints) nest(path, null)
  return {
    paths,
    sameAs: (place) => otherThan(place, firstAt.get(paths[place] ?? '')),
    hasNested: (place) => nested.has(place),
    boundariesOf: (place, counts) =>
      groupByDirectory((nested.get(place) ?? []).filter((inner) => inner.place === null || counts(inner.place))),
  }
}

/** Absolute path of a place; '' is the root itself. */
export function absolutePath(root: string, path: string): string {
  if (path === '') return root
  return root === '/' ? `/${path}` : `${root}/${path}`
}

/** Directory that holds a path; of '/' itself there is none. */
export function directoryOf(path: string): string | null {
  if (path === '/') return null
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1))
}

function placeAbove(path: string, firstAt: ReadonlyMap<string, number>): number | null {
  for (let directory = directoryOf(path); directory !== null; directory = directoryOf(directory)) {
    const place = firstAt.get(directory)
    if (place !== undefined) return place
  }
  return null
}

function otherThan(place: number, first: number | undefined): number | null {
  return first === undefined || first === place ? null : first
}

function groupByDirectory(nested: readonly Nested[]): readonly Boundary[] {
  const byDirectory = Map.groupBy(nested, ({ path }) => directoryOf(path) ?? '/')
  return [...byDirectory].map(([directory, inner]) => ({
    directory,
    names: inner.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)),
  }))
}
