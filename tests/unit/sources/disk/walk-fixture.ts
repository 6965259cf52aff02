import { execFileSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { DiskUsage } from '../../../../src-main/model/disk-usage.ts'
import type { Place } from '../../../../src-main/model/observations.ts'
import { walkPlaces } from '../../../../src-main/sources/disk/walk-places.ts'
import type { WalkRequest, WalkResult } from '../../../../src-main/sources/disk/walk-types.ts'

export const PROCESS_ENTRY = new URL('../../../../src-main/sources/disk/walk-process.ts', import.meta.url)
export const WALK_ONCE = fileURLToPath(new URL('./walk-once.ts', import.meta.url))

/** An empty directory on the real disk, removed after the test. */
export function makeRoot(): string {
  const root = realpathSync(mkdtempSync(`${tmpdir()}/plimsoll-walk-`))
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  })
  return root
}

export function write(path: string, content: string | Buffer = ''): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

export function placeAt(path: string): Place {
  return { path, purpose: { kind: 'unexplained' }, immutableKey: null }
}

/** Walks the root and places in it, with two processes unless told otherwise. */
export function walk(root: string, paths: readonly string[], more: Partial<WalkRequest> = {}): Promise<WalkResult> {
  const places = ['', ...paths].map(placeAt)
  return walkPlaces({ root, places, mountPoints: [], processes: 2, ...more }, { processEntry: PROCESS_ENTRY })
}

/** What the ledger sums: every inode of the root once. */
export function totalOf(result: WalkResult): DiskUsage {
  const total = { allocated: 0, apparent: 0, inodes: 0 }
  for (const usage of result.usages) {
    if (usage === null) continue
    total.allocated += usage.own.allocated - usage.elsewhere.allocated
    total.apparent += usage.own.apparent - usage.elsewhere.apparent
    total.inodes += usage.own.inodes - usage.elsewhere.inodes
  }
  return total
}

/** The same from coreutils and findutils. */
export function independentTotal(root: string): DiskUsage {
  const du = (...args: string[]): number => parseInt(execFileSync('du', ['-x', '-s', ...args, root]).toString())
  const script =
    'find "$1" -xdev ! -type d -printf "%D %i %s\\n" | sort -u | awk \'{ sum += $3 } END { printf "%.0f", sum }\''
  const apparent = execFileSync('sh', ['-c', script, 'sh', root]).toString()
  return { allocated: du('--block-size=1'), apparent: Number(apparent), inodes: du('--inodes') }
}
