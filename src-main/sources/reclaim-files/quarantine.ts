import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { QUARANTINE } from '../../model/quarantine.ts'
import type { Quarantined } from '../../prune/undo-port.ts'
import { errorCode, isAbsence } from '../disk/error-code.ts'
import { pathFromBytes } from '../disk/path-bytes.ts'
import { inside, LOOK_INTO, openBelow } from '../files/open-below.ts'
import { asObject, asString } from '../parse-json.ts'
import { belowRoot, relativePath } from './below-root.ts'
import { fileRefused } from './file-refusal.ts'
import { isSameFile, type FileIdentity } from './identity.ts'

/** What is moved, and what it is called there. */
export interface QuarantineOrder {
  readonly root: string
  readonly path: string
  readonly run: string
  readonly step: number
  /** ISO 8601. */
  readonly at: string
  readonly identity: FileIdentity
}

/**
 * Moves something of a root to `<root>/plimsoll-quarantine/<run>/<step>-<name>`, and answers where it is now. It is a rename:
 * nothing is copied, and nothing freed. A note beside it says what it was, so that it finds back without the journal.
 */
export function moveToQuarantine(order: QuarantineOrder): string {
  const { root, path, run, step, identity } = order
  const moved = belowRoot(root, path, ({ at, name, stats }) => {
    if (!isSameFile(stats, identity)) throw fileRefused(path, 'something else is there now')
    const directory = openQuarantine(root, run)
    try {
      const kept = `${step}-${shortened(name)}`
      writeNote(directory, kept, order)
      moveAndCheck(at, inside(directory, kept), identity, path)
      return `${root}/${QUARANTINE}/${safeName(run)}/${kept}`
    } finally {
      closeSync(directory)
    }
  })
  if (moved === null) throw fileRefused(path, 'it is not there')
  return moved
}

/**
 * Moves it back to where it was, and answers where that is. Refuses when something is there now. `known`: where it was, for
 * something that has no note.
 */
export function putBack(root: string, keptAt: string, known: string | null): string {
  const original = originalOf(root, keptAt, known)
  const done = belowRoot(root, keptAt, ({ at, stats }) => {
    const returned = belowParent(root, original, (target) => {
      if (isThere(target)) throw fileRefused(original, 'something is at its place now')
      renameSync(at, target)
    })
    if (!returned) throw fileRefused(original, 'the directory that it was in is gone')
    return stats
  })
  if (done === null) throw fileRefused(keptAt, 'it is not there')
  forget(root, keptAt)
  return original
}

/** Removes the note of something that is gone from the quarantine, and directories that are empty then. */
export function forget(root: string, keptAt: string): void {
  belowRoot(root, noteOf(keptAt), ({ at }) => {
    unlinkSync(at)
  })
  for (const directory of [keptAt.slice(0, keptAt.lastIndexOf('/')), `${root}/${QUARANTINE}`]) {
    try {
      belowRoot(root, directory, ({ at }) => {
        rmdirSync(at)
      })
    } catch (error) {
      // Other things are in it still.
      if (errorCode(error) !== 'ENOTEMPTY') throw error
    }
  }
}

/** What is in a root's quarantine, by its notes; something without a note is left out. */
export function listQuarantine(root: string): readonly Quarantined[] {
  return namesIn(root, QUARANTINE).flatMap((run) =>
    namesIn(root, `${QUARANTINE}/${run}`).flatMap((name): Quarantined[] => {
      const path = `${root}/${QUARANTINE}/${run}/${name}`
      const note = readNote(root, path)
      return note === null || belowRoot(root, path, () => true) === null ? [] : [{ path, root, ...note }]
    }),
  )
}

/** The root whose quarantine a path is in; null when it is in none. */
export function rootOfQuarantined(keptAt: string): string | null {
  const cut = keptAt.lastIndexOf(`/${QUARANTINE}/`)
  const parts = cut < 0 ? [] : keptAt.slice(cut + QUARANTINE.length + 2).split('/')
  return cut > 0 && parts.length === 2 && parts.every(isPlainName) ? keptAt.slice(0, cut) : null
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..'
}

/** Made for the owner alone. Throws `ELOOP` or `ENOTDIR` when somebody has put something else there. */
function openQuarantine(root: string, run: string): number {
  makeDirectory(root, '', QUARANTINE)
  makeDirectory(root, QUARANTINE, safeName(run))
  return openBelow(root, `${QUARANTINE}/${safeName(run)}`, LOOK_INTO)
}

function makeDirectory(root: string, below: string, name: string): void {
  const parent = openBelow(root, below, LOOK_INTO)
  try {
    mkdirSync(inside(parent, name), { mode: 0o700 })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    closeSync(parent)
  }
}

/** Looks again after the rename: between the look before and the rename something else could have taken the name. */
function moveAndCheck(from: string | Buffer, to: string | Buffer, identity: FileIdentity, path: string): void {
  if (isThere(to)) throw fileRefused(path, 'something of this name is in the quarantine already')
  try {
    renameSync(from, to)
  } catch (error) {
    if (errorCode(error) === 'EXDEV') throw fileRefused(path, 'it is on another filesystem than its root', error)
    throw error
  }
  if (isSameFile(lstatSync(to, { bigint: true }), identity)) return
  renameSync(to, from)
  throw fileRefused(path, 'something else was just put there')
}

function isThere(at: string | Buffer): boolean {
  return lstatSync(at, { throwIfNoEntry: false }) !== undefined
}

/** On a disk without a free byte there is no note: the journal knows it too, and the rename needs no room. */
function writeNote(directory: number, kept: string, { path, run, step, at }: QuarantineOrder): void {
  const note = inside(directory, `${kept}${NOTE}`)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
  try {
    const file = openSync(note, flags, 0o600)
    try {
      writeFileSync(file, `${JSON.stringify({ original: path, run, step, at })}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error
  }
}

const NOTE = '.plimsoll.json'

function noteOf(keptAt: string): string {
  return `${keptAt}${NOTE}`
}

function originalOf(root: string, keptAt: string, known: string | null): string {
  const original = readNote(root, keptAt)?.original ?? known
  if (original === null) throw fileRefused(keptAt, 'nothing says where it was')
  relativePath(root, original)
  return original
}

function readNote(root: string, keptAt: string): Omit<Quarantined, 'path' | 'root'> | null {
  const text = belowRoot(root, noteOf(keptAt), ({ at, stats }) => (stats.isFile() ? readFileSync(at, 'utf8') : null))
  if (text === null) return null
  try {
    const note = asObject(JSON.parse(text))
    const [original, run, at] = [note?.['original'], note?.['run'], note?.['at']].map(asString)
    const step = note?.['step']
    if (original === null || original === undefined || typeof step !== 'number') return null
    return { original, run: run ?? '', step, at: at ?? '' }
  } catch {
    // Half a note, of a full disk: then nothing says it.
    return null
  }
}

function belowParent(root: string, path: string, work: (target: string | Buffer) => void): boolean {
  const relative = relativePath(root, path)
  const cut = relative.lastIndexOf('/')
  const parent = openOrNull(root, cut < 0 ? '' : relative.slice(0, cut))
  if (parent === null) return false
  try {
    work(inside(parent, relative.slice(cut + 1)))
    return true
  } finally {
    closeSync(parent)
  }
}

function namesIn(root: string, below: string): readonly string[] {
  const directory = openOrNull(root, below)
  if (directory === null) return []
  try {
    return readdirSync(inside(directory, '.'), { encoding: 'buffer' }).map(pathFromBytes).sort()
  } finally {
    closeSync(directory)
  }
}

function openOrNull(root: string, below: string): number | null {
  try {
    return openBelow(root, below, LOOK_INTO)
  } catch (error) {
    if (isAbsence(error) || errorCode(error) === 'ELOOP') return null
    throw error
  }
}

/** A name of at most 255 bytes with the step before it and the note's ending after it. */
function shortened(name: string): string {
  return name.length <= 60 ? name : name.slice(0, 60)
}

/** A run or an object, as a name of a file: nothing in it leads anywhere. */
export function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/g, '_').replace(/^\.+/, '_').slice(0, 80) || '_'
}
