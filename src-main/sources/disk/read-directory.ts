import { lstatSync, opendirSync, readdirSync } from 'node:fs'
import type { Dir, Stats } from 'node:fs'
import type { Incomplete } from '../../model/observations.ts'
import { enterDirectory } from './enter-directory.ts'
import { errorCode, isAbsence, isDenial } from './error-code.ts'
import { isSubvolume } from './is-subvolume.ts'
import { readMountTable, type MountTable } from './mount-table.ts'
import { isDoubtful, pathFromBytes } from './path-bytes.ts'

/** Length of a directory from which its names are read in portions: about 30,000 names on ext4. */
const LARGE_DIRECTORY = 1024 * 1024
/** How many names on other devices are kept in mind before they are looked at. */
const MOST_OTHERS = 1024
const S_IFMT = 0o170000
const S_IFDIR = 0o040000
const QUIET = { throwIfNoEntry: false } as const

/** A directory to read: its absolute path in the form of `pathFromBytes`, and the inode that was seen there. */
export interface DirectoryAt {
  readonly path: string
  readonly dev: number
  readonly ino: number
}

/** The directory that is the working directory now. */
export interface OpenDirectory<At extends DirectoryAt> {
  readonly at: At
  /** Path with a slash at its end. */
  readonly prefix: string
  readonly foreign: ReadonlySet<string> | undefined
  /** What is on another device: looked at together, because the mount table has to be read for it. */
  readonly others: SeenName[]
}

/** One name of the working directory. `file` is what the system is asked for, `name` what it is called in paths. */
export interface SeenName {
  readonly name: string
  readonly file: string | Buffer
  readonly stat: Stats
}

export interface Unread {
  readonly reason: Incomplete
  readonly detail: string
}

export interface DirectoryVisitor<At extends DirectoryAt> {
  /** Names in a directory that are left out: those of other places, and mount points. */
  readonly foreignIn: (path: string) => ReadonlySet<string> | undefined
  readonly onEntry: (open: OpenDirectory<At>, seen: SeenName) => void
  /** It is one of `foreignIn`. */
  readonly onForeign?: (open: OpenDirectory<At>, name: string) => void
  /** Something is mounted there now. `known`: the mount table says so; else it is on another device, and nobody knows why. */
  readonly onMount: (open: OpenDirectory<At>, seen: SeenName, known: boolean) => void
  /** A directory, or what is in it at `path`, could not be read. */
  readonly onUnread: (at: At, path: string, unread: Unread) => void
  /** A pause, when it is time for one. */
  readonly pause: () => Promise<void> | null
}

/**
 * Reads one directory after another by making it the working directory, which is checked then: nothing that is put in its
 * place is taken for it. Never follows a symlink. What vanished is nothing.
 */
export interface DirectoryReading<At extends DirectoryAt> {
  /** Null when it was read at once. Not async: most directories take microseconds. */
  read(at: At): Promise<void> | null
}

export function createDirectoryReading<At extends DirectoryAt>(visitor: DirectoryVisitor<At>): DirectoryReading<At> {
  return {
    read(at) {
      try {
        const self = enter(visitor, at)
        if (self === null) return null
        const { path } = at
        const prefix = path === '/' ? path : `${path}/`
        const open = { at, prefix, foreign: visitor.foreignIn(path), others: [] }
        if (self.size > LARGE_DIRECTORY) return readPortions(visitor, open)
        readAtOnce(visitor, open)
      } catch (error) {
        noteFailure(visitor, at, error)
      }
      return null
    },
  }
}

export function isDirectoryMode(mode: number): boolean {
  return (mode & S_IFMT) === S_IFDIR
}

/** Above 2^53 two inodes can have the same number in JavaScript. Node's big numbers are signed. */
export function exactInode({ stat, file }: SeenName): number | string {
  if (Number.isSafeInteger(stat.ino)) return stat.ino
  const exact = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  return exact === undefined ? String(stat.ino) : String(BigInt.asUintN(64, exact.ino))
}

/** Null: the directory is not what was seen there before, because it went or was replaced in the meantime. */
function enter<At extends DirectoryAt>({ onUnread }: DirectoryVisitor<At>, at: At): Stats | null {
  enterDirectory(at.path)
  const self = lstatSync('.', QUIET)
  if (self?.ino === at.ino && self.dev === at.dev) return self
  onUnread(at, at.path, { reason: 'changed-while-reading', detail: 'another directory is there now' })
  return null
}

function readAtOnce<At extends DirectoryAt>(visitor: DirectoryVisitor<At>, open: OpenDirectory<At>): void {
  let doubtful = false
  for (const name of readdirSync('.')) {
    if (isDoubtful(name)) doubtful = true
    else look(visitor, open, name, name)
  }
  if (doubtful) readDoubtful(visitor, open)
  lookAtOthers(visitor, open)
}

/** An array of a million names would be most of this process's memory. Nothing else changes the working directory. */
async function readPortions<At extends DirectoryAt>(
  visitor: DirectoryVisitor<At>,
  open: OpenDirectory<At>,
): Promise<void> {
  try {
    const directory = opendirSync('.', { bufferSize: 1024 })
    try {
      await lookAtAll(visitor, open, directory)
    } finally {
      directory.closeSync()
    }
  } catch (error) {
    noteFailure(visitor, open.at, error)
  }
}

async function lookAtAll<At extends DirectoryAt>(
  visitor: DirectoryVisitor<At>,
  open: OpenDirectory<At>,
  directory: Dir,
): Promise<void> {
  let doubtful = false
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
    if (isDoubtful(entry.name)) doubtful = true
    else look(visitor, open, entry.name, entry.name)
    const pause = visitor.pause()
    if (pause !== null) await pause
  }
  if (doubtful) readDoubtful(visitor, open)
  lookAtOthers(visitor, open)
}

/** Names that are no UTF-8, or that hold a real U+FFFD: as bytes. In latin1 each byte is one character. */
function readDoubtful<At extends DirectoryAt>(visitor: DirectoryVisitor<At>, open: OpenDirectory<At>): void {
  const directory = opendirSync('.', { encoding: 'latin1' })
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const bytes = Buffer.from(entry.name, 'latin1')
      if (isDoubtful(bytes.toString())) look(visitor, open, pathFromBytes(bytes), bytes)
    }
  } finally {
    directory.closeSync()
  }
}

function look<At extends DirectoryAt>(
  visitor: DirectoryVisitor<At>,
  open: OpenDirectory<At>,
  name: string,
  file: string | Buffer,
): void {
  if (open.foreign?.has(name) === true) {
    visitor.onForeign?.(open, name)
    return
  }
  const stat = statOf(visitor, open, name, file)
  if (stat === undefined) return
  const seen = { name, file, stat }
  if (stat.dev === open.at.dev) visitor.onEntry(open, seen)
  else if (open.others.push(seen) === MOST_OTHERS) lookAtOthers(visitor, open)
}

/**
 * Another device begins at a mount that came after the walk's own table was read, a container's that has just
 * started: it is no more part of the root than the others. Or at a btrfs subvolume, which is part of it. Or where nothing
 * explains it, and then it is a gap: at a file in an overlay over several filesystems, say.
 */
function lookAtOthers<At extends DirectoryAt>(visitor: DirectoryVisitor<At>, open: OpenDirectory<At>): void {
  if (open.others.length === 0) return
  // Younger than what was seen: a mount that came in between must not look like a subvolume.
  const mounts = readMountTable()
  for (const seen of open.others.splice(0)) {
    if (mounts.isMountPoint(open.prefix + seen.name)) visitor.onMount(open, seen, true)
    else lookAgain(visitor, open, seen, mounts)
  }
}

/** It is no mount, or none any more: then what was under it is seen now. */
function lookAgain<At extends DirectoryAt>(
  visitor: DirectoryVisitor<At>,
  open: OpenDirectory<At>,
  { name, file, stat: { dev, ino } }: SeenName,
  mounts: MountTable,
): void {
  const stat = statOf(visitor, open, name, file)
  if (stat === undefined) return
  const seen = { name, file, stat }
  const isPart =
    stat.dev === open.at.dev ||
    (stat.dev === dev && isDirectoryMode(stat.mode) && isSubvolume(open.prefix + name, ino, mounts))
  if (isPart) visitor.onEntry(open, seen)
  else visitor.onMount(open, seen, false)
}

function statOf<At extends DirectoryAt>(
  { onUnread }: DirectoryVisitor<At>,
  { at, prefix }: OpenDirectory<At>,
  name: string,
  file: string | Buffer,
): Stats | undefined {
  try {
    return lstatSync(file, QUIET)
  } catch (error) {
    // Without the right to search a directory none of its names can be asked for: one gap for all.
    if (!isAbsence(error)) onUnread(at, isDenial(error) ? at.path : prefix + name, failureOf(error))
    return undefined
  }
}

function noteFailure<At extends DirectoryAt>({ onUnread }: DirectoryVisitor<At>, at: At, error: unknown): void {
  if (!isAbsence(error)) onUnread(at, at.path, failureOf(error))
}

function failureOf(error: unknown): Unread {
  const reason = isDenial(error) ? 'permission-denied' : 'read-error'
  return { reason, detail: errorCode(error) || String(error) }
}
