import { closeSync, constants, fstatSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../errors/app-error.ts'
import { safeName } from './quarantine.ts'

/** Who keeps what: a step of a run, and the name of the object. */
export interface ArchiveName {
  readonly run: string
  readonly step: number
  readonly name: string
}

/** `<state directory>/archives/<run>-<step>-<name>` with an ending. */
export function archivePath(stateDirectory: string, { run, step, name }: ArchiveName, ending: string): string {
  return join(archivesIn(stateDirectory), `${safeName(run)}-${step}-${safeName(name)}${ending}`)
}

export function archivesIn(stateDirectory: string): string {
  return join(stateDirectory, 'archives')
}

/** Makes an archive that is for its owner alone, writes it and brings it to disk. Without success nothing is left of it. */
export async function writeArchive(path: string, write: (file: number) => Promise<void>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // What a step that was broken off has left: each run has an ID of its own, so that it can be nothing else.
  rmSync(path, { force: true })
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
  try {
    await write(file)
    fsyncSync(file)
    syncDirectory(dirname(path))
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

/** So that the name is on disk, too. */
export function syncDirectory(path: string | Buffer): void {
  const directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/** All of it, whatever the system takes at once. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
}

/** Bytes of a file that is open. */
export function lengthOf(file: number): number {
  return fstatSync(file).size
}

/** Bytes that this user can still write on the filesystem of a directory, or of the first above it that is there. */
export function freeBytes(path: string): number {
  for (let directory = path; ; directory = dirname(directory)) {
    try {
      const { bavail, bsize } = statfsSync(directory)
      return bavail * bsize
    } catch (error) {
      if (directory === dirname(directory)) throw error
    }
  }
}

/** Throws `no-space` when an archive of so many bytes could be too large for its filesystem. */
export function needRoom(path: string, needed: number): void {
  const free = freeBytes(dirname(path))
  if (free >= needed) return
  throw new AppError('no-space', `There is no room for ${path}: it may take ${needed} bytes, and ${free} are free.`, {
    context: { path, needed, free },
  })
}
