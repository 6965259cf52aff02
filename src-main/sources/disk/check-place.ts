import { lstatSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import type { Gap } from '../../model/gap.ts'
import type { Incomplete } from '../../model/observations.ts'
import type { Identity } from './disk-reader.ts'
import { errorCode, isAbsence, isDenial } from './error-code.ts'
import { isSubvolume } from './is-subvolume.ts'
import { readMountTable, type MountTable } from './mount-table.ts'
import { directoryOf } from './place-tree.ts'
import type { SeenLink } from './walk-messages.ts'

/** What is at the path of a place, looked at without following a symlink anywhere below the root. */
export type PlaceCheck =
  /** `allocated` and `modifiedAt` are the directory's own inode's. */
  | {
      readonly kind: 'directory'
      readonly identity: Identity
      readonly allocated: number
      readonly modifiedAt: number
    }
  /** A single file, or a symlink, which is counted itself. */
  | { readonly kind: 'file'; readonly identity: Identity; readonly link: SeenLink; readonly modifiedAt: number }
  | { readonly kind: 'absent' }
  /**
   * It may hold something: who asks for its usage must not be told 0. So is a mount point, and what is below one:
   * whatever is mounted there, a second sight of this very filesystem too, is never entered.
   */
  | { readonly kind: 'unreadable'; readonly because: Incomplete; readonly gap: Gap }

const BLOCK = 512
/** In a millisecond. */
const NANOSECONDS = 1e6

const MOUNT = 'something is mounted here; what is on it is not part of this root'
/** A mount that is not in the table yet, or a filesystem with several devices that we know nothing of. */
export const OTHER_DEVICE = 'on another device than the root, and no known mount point'

/** Looks at one path itself; `device` is that of the directory above it, null for the root. */
export type PlaceLook = (path: string, device: number | null) => PlaceCheck

/** Looks at one path after the other; what holds for a directory above is remembered. */
export function createPlaceChecker(
  root: string,
  mountPoints: readonly string[],
  look: PlaceLook = createDiskLook(),
): (path: string) => PlaceCheck {
  const mounted = new Set(mountPoints)
  const ways = new Map<string, PlaceCheck>()
  const wayTo = (path: string): PlaceCheck => {
    const known = ways.get(path)
    if (known !== undefined) return known
    const way = demandDirectory(path, check(path))
    ways.set(path, way)
    return way
  }
  const check = (path: string): PlaceCheck => {
    if (path === root) return look(path, null)
    if (!staysInside(path)) return unread(path, 'damaged', 'not a path below the root')
    const way = wayTo(directoryOf(path) ?? root)
    if (way.kind !== 'directory') return way
    return mounted.has(path) ? unread(path, 'mounted-elsewhere', MOUNT) : look(path, way.identity.dev)
  }
  return check
}

/**
 * Each subvolume of a btrfs is on another device, and the kernel takes a millisecond to write a table of a few hundred
 * mounts: it is asked for now and then only. A place that becomes a mount in between is read as what it was.
 */
const MOUNTS_LAST_MS = 100

function createDiskLook(): PlaceLook {
  let last: { readonly mounts: MountTable; readonly readAt: number } | null = null
  const mounts = (): MountTable => {
    const now = performance.now()
    if (last === null || now - last.readAt > MOUNTS_LAST_MS) last = { mounts: readMountTable(), readAt: now }
    return last.mounts
  }
  return (path, device) => lookAtDisk(path, device, mounts)
}

function lookAtDisk(path: string, device: number | null, mounts: () => MountTable): PlaceCheck {
  try {
    const stat = lstatSync(path, { bigint: true })
    const identity = { dev: Number(stat.dev), ino: Number(inodeOf(stat)) }
    const foreign = device !== null && identity.dev !== device
    // A subvolume is part of the filesystem.
    if (foreign && !(stat.isDirectory() && isSubvolume(path, identity.ino, mounts())))
      return unread(path, 'mounted-elsewhere', OTHER_DEVICE)
    const modifiedAt = Number(stat.mtimeNs) / NANOSECONDS
    if (stat.isDirectory()) return { kind: 'directory', identity, allocated: Number(stat.blocks) * BLOCK, modifiedAt }
    return { kind: 'file', identity, link: asLink(stat), modifiedAt }
  } catch (error) {
    if (isAbsence(error)) return { kind: 'absent' }
    return unreadable(path, error)
  }
}

/** Who may not search a directory is denied every name in it: then the gap is the directory. */
function unreadable(path: string, error: unknown): PlaceCheck {
  const denied = isDenial(error)
  if (denied) return unread(directoryOf(path) ?? path, 'permission-denied', errorCode(error))
  return unread(path, 'read-error', errorCode(error))
}

/** The gap, and why, for a path that could not be looked at. */
export function unread(path: string, reason: Gap['reason'], detail: string): PlaceCheck {
  const because = reason === 'permission-denied' || reason === 'mounted-elsewhere' ? reason : 'read-error'
  return { kind: 'unreadable', because, gap: { path: path.toWellFormed(), reason, detail } }
}

function asLink(stat: BigIntStats): SeenLink {
  const exact = inodeOf(stat)
  const ino = exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : String(exact)
  const allocated = Number(stat.blocks) * BLOCK
  return { dev: Number(stat.dev), ino, nlink: Number(stat.nlink), seen: 1, allocated, apparent: Number(stat.size) }
}

/** Node's big numbers are signed, its ordinary ones are not. */
function inodeOf(stat: BigIntStats): bigint {
  return BigInt.asUintN(64, stat.ino)
}

/** Paths of places are made of what is written in files of the root; nothing there may lead the walk out of it. */
function staysInside(path: string): boolean {
  return !path
    .split('/')
    .slice(1)
    .some((name) => name === '' || name === '.' || name === '..')
}

function demandDirectory(path: string, check: PlaceCheck): PlaceCheck {
  if (check.kind !== 'file') return check
  return unread(path, 'not-a-directory', 'a file or a symlink')
}
