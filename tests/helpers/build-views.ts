import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Report } from '../../src-main/contract/report.ts'
import { duAllocated } from './du.ts'

/** A view through which a build read a snapshot: BuildKit lets go of it when it likes, whoever removes what. */
export interface BuildView {
  readonly record: string
  readonly directory: string
  /** By du. */
  readonly allocated: number
}

export async function buildViews({ snapshots, leases }: Report): Promise<readonly BuildView[]> {
  const views: BuildView[] = []
  for (const { name, kind, directory } of snapshots) {
    const lease = leases.find((each) => each.snapshots.includes(name) && each.id.endsWith('-view'))
    if (kind !== 'view' || directory === null || lease === undefined) continue
    const around = dirname(directory)
    views.push({
      record: lease.id.replace(/-view$/, ''),
      directory: around,
      allocated: await duAllocated(around),
    })
  }
  return views
}

/** Bytes of those that BuildKit has let go of by itself: their records stay. */
export function letGo(views: readonly BuildView[], removed: ReadonlySet<string>): number {
  const gone = views.filter(({ record, directory }) => !removed.has(record) && !existsSync(directory))
  return gone.reduce((sum, { allocated }) => sum + allocated, 0)
}
