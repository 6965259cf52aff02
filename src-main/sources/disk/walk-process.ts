/**
 * The process that reads directories: forked by `walk-places.ts`, alone in its memory, gone with its parent.
 *
 * Processes and not threads, because only a process has a working directory: `chdir` and a relative `lstat` cost a
 * third less than absolute paths, and what stays open to a swapped path is only the `chdir`, whose end is checked.
 */
import { lstatSync, opendirSync, readdirSync } from 'node:fs'
import type { Dir, Stats } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { Gap } from '../../model/gap.ts'
import type { Incomplete } from '../../model/observations.ts'
import { enterDirectory } from './enter-directory.ts'
import { errorCode, isAbsence, isDenial } from './error-code.ts'
import { isSubvolume } from './is-subvolume.ts'
import { readMountTable } from './mount-table.ts'
import type { MountTable } from './mount-table.ts'
import { isDoubtful, pathFromBytes } from './path-bytes.ts'
import { countDirectory, countFile, countLink, noteTime, reportCount, startCount } from './run-count.ts'
import type { RunCount } from './run-count.ts'
import type { Boundary, WalkEntry, WalkOrder, WalkReport } from './walk-messages.ts'

/** How long messages may wait. Short, because a process without work waits for one of them. */
const SLICE_MS = 10
const REPORT_MS = 50
/** Length of a directory from which its names are read in portions: about 30,000 names on ext4. */
const LARGE_DIRECTORY = 1024 * 1024
/** More would only make a long message; the next request comes soon. */
const MOST_RETURNED = 1024
/** How many names on other devices are kept in mind before they are looked at. */
const MOST_OTHERS = 1024
const S_IFMT = 0o170000
const S_IFDIR = 0o040000
const QUIET = { throwIfNoEntry: false } as const

interface Pending {
  readonly count: RunCount
  readonly path: string
  readonly dev: number
  readonly ino: number
}

/** The directory that is the working directory now. */
interface Open extends Pending {
  /** Path with a slash at its end. */
  readonly prefix: string
  readonly foreign: ReadonlySet<string> | undefined
  /** What is on another device: looked at together, because the mount table has to be read for it. */
  readonly others: Seen[]
}

const stack: Pending[] = []
const counts = new Map<number, RunCount>()
const boundaries = new Map<string, Set<string>>()
let gaps: Gap[] = []
let walking = false
let shareWanted = false
let sliceEnd = 0
let lastReport = 0

process.on('message', (order: WalkOrder) => {
  if (order.kind === 'share') shareWanted = true
  else takeWork(order.entries, order.boundaries)
  if (!walking) void walk()
})
process.on('disconnect', () => process.exit(0))
// A terminal sends Ctrl-C to all processes in it; what becomes of the walk is the parent's decision.
process.on('SIGINT', () => undefined)

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
    const large = readDirectory(next)
    if (large !== null) await readPortions(large)
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

/** Reads a directory at once, or returns it for reading in portions. Not async: most directories take microseconds. */
function readDirectory(next: Pending): Open | null {
  try {
    const self = enter(next)
    if (self === null) return null
    const { path } = next
    const open = { ...next, prefix: path === '/' ? path : `${path}/`, foreign: boundaries.get(path), others: [] }
    if (self.size > LARGE_DIRECTORY) return open
    readAtOnce(open)
  } catch (error) {
    noteFailure(next, error)
  }
  return null
}

/** Null: the directory is not what was seen there before, because it went or was replaced in the meantime. */
function enter(next: Pending): Stats | null {
  enterDirectory(next.path)
  const self = lstatSync('.', QUIET)
  if (self?.ino === next.ino && self.dev === next.dev) return self
  addGap(next, next.path, { reason: 'changed-while-reading', detail: 'another directory is there now' })
  return null
}

function readAtOnce(open: Open): void {
  let doubtful = false
  for (const name of readdirSync('.')) {
    if (isDoubtful(name)) doubtful = true
    else look(open, name, name)
  }
  if (doubtful) readDoubtful(open)
  lookAtOthers(open)
}

/** An array of a million names would be most of this process's memory. Nothing else changes the working directory. */
async function readPortions(open: Open): Promise<void> {
  try {
    const directory = opendirSync('.', { bufferSize: 1024 })
    try {
      await lookAtAll(open, directory)
    } finally {
      directory.closeSync()
    }
  } catch (error) {
    noteFailure(open, error)
  }
}

async function lookAtAll(open: Open, directory: Dir): Promise<void> {
  let doubtful = false
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
    if (isDoubtful(entry.name)) doubtful = true
    else look(open, entry.name, entry.name)
    if (performance.now() > sliceEnd) await pause()
  }
  if (doubtful) readDoubtful(open)
  lookAtOthers(open)
}

/** Names that are no UTF-8, or that hold a real U+FFFD: as bytes. In latin1 each byte is one character. */
function readDoubtful(open: Open): void {
  const directory = opendirSync('.', { encoding: 'latin1' })
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const bytes = Buffer.from(entry.name, 'latin1')
      if (isDoubtful(bytes.toString())) look(open, pathFromBytes(bytes), bytes)
    }
  } finally {
    directory.closeSync()
  }
}

/** Counts one name. `file` is what the system is asked for, `name` what it is called in paths. */
function look(open: Open, name: string, file: string | Buffer): void {
  if (open.foreign?.has(name) === true) return
  const stat = statOf(open, name, file)
  if (stat === undefined) return
  const seen = { name, file, stat }
  if (stat.dev === open.dev) countOne(open, seen)
  else if (open.others.push(seen) === MOST_OTHERS) lookAtOthers(open)
}

interface Seen {
  readonly name: string
  readonly file: string | Buffer
  readonly stat: Stats
}

/**
 * Another device begins at a mount that came after the walk's own table was read, a container's that has just
 * started: it is no more part of the root than the others. Or at a btrfs subvolume, which is part of it. Or where nothing
 * explains it, and then it is a gap: at a file in an overlay over several filesystems, say.
 */
function lookAtOthers(open: Open): void {
  if (open.others.length === 0) return
  // Younger than what was seen: a mount that came in between must not look like a subvolume.
  const mounts = readMountTable()
  for (const seen of open.others.splice(0))
    if (!mounts.isMountPoint(open.prefix + seen.name)) lookAgain(open, seen, mounts)
}

/** It is no mount, or none any more: then what was under it is seen now. */
function lookAgain(open: Open, { name, file, stat: { dev, ino } }: Seen, mounts: MountTable): void {
  const stat = statOf(open, name, file)
  if (stat === undefined) return
  const path = open.prefix + name
  if (stat.dev === open.dev || (stat.dev === dev && isDirectory(stat.mode) && isSubvolume(path, ino, mounts)))
    countOne(open, { name, file, stat })
  // Of many files, one gap for their directory is enough.
  else addGap(open, isDirectory(stat.mode) ? path : open.path, unexplained(stat))
}

function unexplained({ dev }: Stats): Unread {
  return { reason: 'mounted-elsewhere', detail: `device ${dev}, and no mount point` }
}

function countOne(open: Open, { name, file, stat }: Seen): void {
  noteTime(open.count, stat.mtimeMs)
  if (isDirectory(stat.mode)) {
    countDirectory(open.count, stat)
    open.count.pending += 1
    stack.push({ count: open.count, path: open.prefix + name, dev: stat.dev, ino: stat.ino })
  } else if (stat.nlink > 1) countLink(open.count, stat, exactInode(stat, file))
  else countFile(open.count, stat)
}

function isDirectory(mode: number): boolean {
  return (mode & S_IFMT) === S_IFDIR
}

function statOf(open: Open, name: string, file: string | Buffer): Stats | undefined {
  try {
    return lstatSync(file, QUIET)
  } catch (error) {
    // Without the right to search a directory none of its names can be asked for: one gap for all.
    if (!isAbsence(error)) addFailure(open, isDenial(error) ? open.path : open.prefix + name, error)
    return undefined
  }
}

/** Above 2^53 two inodes can have the same number in JavaScript. Node's big numbers are signed. */
function exactInode(stat: Stats, file: string | Buffer): number | string {
  if (Number.isSafeInteger(stat.ino)) return stat.ino
  const exact = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  return exact === undefined ? String(stat.ino) : String(BigInt.asUintN(64, exact.ino))
}

function noteFailure(at: Pending, error: unknown): void {
  if (!isAbsence(error)) addFailure(at, at.path, error)
}

function addFailure(at: Pending, path: string, error: unknown): void {
  const reason = isDenial(error) ? 'permission-denied' : 'read-error'
  addGap(at, path, { reason, detail: errorCode(error) || String(error) })
}

interface Unread {
  readonly reason: Incomplete
  readonly detail: string
}

function addGap({ count }: Pending, path: string, { reason, detail }: Unread): void {
  if (reason === 'permission-denied' || count.incomplete === null) count.incomplete = reason
  const shown = path.toWellFormed()
  if (gaps.at(-1)?.path !== shown) gaps.push({ path: shown, reason, detail })
}
