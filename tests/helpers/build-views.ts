import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Report } from '../../src-main/contract/report.ts'
import { duAllocated } from './du.ts'

/** A view through which a build read a snapshot: BuildKit lets go of it when it likes, whoever removes what. */
export interface BuildView extends SnapshotDirectory {
  readonly record: string
  /** Snapshots that it lies on. Where nothing else holds one, it goes with the view. */
  readonly below: readonly SnapshotDirectory[]
}

interface SnapshotDirectory {
  readonly name: string
  readonly directory: string
  /** By du. */
  readonly allocated: number
}

export async function buildViews({ snapshots, leases }: Report): Promise<readonly BuildView[]> {
  const byName = new Map(snapshots.map((snapshot) => [snapshot.name, snapshot]))
  const views: BuildView[] = []
  for (const { name, kind, directory, parent } of snapshots) {
    const lease = leases.find((each) => each.snapshots.includes(name) && each.id.endsWith('-view'))
    if (kind !== 'view' || directory === null || lease === undefined) continue
    const below: SnapshotDirectory[] = []
    for (let under = parent; under !== null; under = byName.get(under)?.parent ?? null) {
      const at = byName.get(under)?.directory ?? null
      if (at !== null) below.push(await measured(under, at))
    }
    views.push({ record: lease.id.replace(/-view$/, ''), below, ...(await measured(name, directory)) })
  }
  return views
}

async function measured(name: string, files: string): Promise<SnapshotDirectory> {
  const directory = dirname(files)
  return { name, directory, allocated: await duAllocated(directory) }
}

/** Those that BuildKit has let go of by itself: their records stay. */
function goneViews(views: readonly BuildView[], removed: ReadonlySet<string>): readonly BuildView[] {
  return views.filter(({ record, directory }) => !removed.has(record) && !existsSync(directory))
}

/** Bytes of those that BuildKit has let go of by itself. */
export function letGo(views: readonly BuildView[], removed: ReadonlySet<string>): number {
  return goneViews(views, removed).reduce((sum, { allocated }) => sum + allocated, 0)
}

/** Of what lay below them and is gone too, though nobody planned it: nothing else held it. `planned`: IDs of a plan's parts. */
export function letGoBelow(
  views: readonly BuildView[],
  removed: ReadonlySet<string>,
  planned: ReadonlySet<string>,
): number {
  const gone = goneViews(views, removed)
  const below = new Map(gone.flatMap((view) => view.below.map((each) => [each.directory, each] as const)))
  const along = [...below.values()].filter(({ name, directory }) => !planned.has(name) && !existsSync(directory))
  return along.reduce((sum, { allocated }) => sum + allocated, 0)
}

/**
 * Snapshots of records that a plan removes and does not count, because a lease of BuildKit held them when it was made: it may
 * be gone when their turn comes. By du, before the plan is carried out.
 */
export async function leasedRecords(
  { snapshots }: Report,
  removed: ReadonlySet<string>,
  planned: ReadonlySet<string>,
): Promise<readonly SnapshotDirectory[]> {
  const found: SnapshotDirectory[] = []
  for (const { name, directory } of snapshots)
    if (directory !== null && removed.has(name) && !planned.has(name)) found.push(await measured(name, directory))
  return found
}

export function bytesGone(directories: readonly SnapshotDirectory[]): number {
  return directories.reduce((sum, { directory, allocated }) => sum + (existsSync(directory) ? 0 : allocated), 0)
}
