import { setImmediate } from 'node:timers/promises'
import type { Gap } from '../../model/gap.ts'
import {
  createDirectoryReading,
  exactInode,
  isDirectoryMode,
  type DirectoryAt,
  type OpenDirectory,
  type SeenName,
  type Unread,
} from './read-directory.ts'
import { isStandIn } from './is-subvolume.ts'
import { countDirectory, countFile, countLink, noteTime, reportCount, startCount } from './run-count.ts'
import type { RunCount } from './run-count.ts'
import type { Boundary, WalkEntry, WalkOrder, WalkReport } from './walk-messages.ts'

/** How long messages may wait. Short, because a process without work waits for one of them. */
const SLICE_MS = 10
const REPORT_MS = 50
/** More would only make a long message; the next request comes soon. */
const MOST_RETURNED = 1024

interface Pending extends DirectoryAt {
  readonly count: RunCount
}

/** Counts what its parent tells it to, for as long as there is a parent: one of the walk's processes. */
export function countPlaces(): void {
  const stack: Pending[] = []
  const counts = new Map<number, RunCount>()
  const boundaries = new Map<string, Set<string>>()
  let gaps: Gap[] = []
  let walking = false
  let shareWanted = false
  let sliceEnd = 0
  let lastReport = 0

  const reading = createDirectoryReading<Pending>({
    foreignIn: (path) => boundaries.get(path),
    onEntry: countOne,
    onMount,
    onUnread: addGap,
    pause: () => (performance.now() > sliceEnd ? pause() : null),
  })

  process.on('message', (order: WalkOrder) => {
    if (order.kind === 'share') shareWanted = true
    else takeWork(order.entries, order.boundaries)
    if (!walking) void walk()
  })

  function takeWork(entries: readonly WalkEntry[], added: readonly Boundary[]): void {
    for (const { directory, names } of added) boundaries.set(directory, new Set(names))
    for (const [run, path, dev, ino] of entries) {
      const count = counts.get(run) ?? startCount(run)
      counts.set(run, count)
      count.tickets += 1
      count.pending += 1
      stack.push({ count, path, dev, ino })
    }
  }

  async function walk(): Promise<void> {
    walking = true
    sliceEnd = performance.now() + SLICE_MS
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const rest = reading.read(next)
      if (rest !== null) await rest
      next.count.pending -= 1
      if (performance.now() > sliceEnd) await pause()
    }
    walking = false
    shareWanted = false
    report([])
  }

  /** Lets messages in, and reports if it is time to. */
  async function pause(): Promise<void> {
    await setImmediate()
    if (shareWanted && stack.length > 1) {
      shareWanted = false
      report(takeOldest())
    } else if (performance.now() - lastReport > REPORT_MS) report([])
    sliceEnd = performance.now() + SLICE_MS
  }

  /** The oldest are nearest to the top of the tree, so the most is behind them. */
  function takeOldest(): readonly WalkEntry[] {
    return stack.splice(0, Math.min(stack.length >> 1, MOST_RETURNED)).map(({ count, path, dev, ino }) => {
      count.pending -= 1
      return [count.run, path, dev, ino]
    })
  }

  function report(returned: readonly WalkEntry[]): void {
    const runs = [...counts.values()].flatMap((count) => reportCount(count) ?? [])
    for (const { run, tickets } of runs) if (tickets > 0) counts.delete(run)
    const message: WalkReport = { runs, gaps, returned, pending: stack.length }
    process.send?.(message)
    gaps = []
    lastReport = performance.now()
  }

  function countOne({ at, prefix }: OpenDirectory<Pending>, seen: SeenName): void {
    const { name, stat } = seen
    const { count } = at
    if (!isStandIn(stat, at)) noteTime(count, stat.mtimeMs)
    if (isDirectoryMode(stat.mode)) {
      countDirectory(count, stat)
      count.pending += 1
      stack.push({ count, path: prefix + name, dev: stat.dev, ino: stat.ino })
    } else if (stat.nlink > 1) countLink(count, stat, exactInode(seen))
    else countFile(count, stat)
  }

  function onMount({ at, prefix }: OpenDirectory<Pending>, { name, stat }: SeenName, known: boolean): void {
    if (known) return
    const unexplained = { reason: 'mounted-elsewhere', detail: `device ${stat.dev}, and no mount point` } as const
    // Of many files, one gap for their directory is enough.
    addGap(at, isDirectoryMode(stat.mode) ? prefix + name : at.path, unexplained)
  }

  function addGap({ count }: Pending, path: string, { reason, detail }: Unread): void {
    if (reason === 'permission-denied' || count.incomplete === null) count.incomplete = reason
    const shown = path.toWellFormed()
    if (gaps.at(-1)?.path !== shown) gaps.push({ path: shown, reason, detail })
  }
}
