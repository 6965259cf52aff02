import { lstatSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import type { Gap } from '../../model/gap.ts'
import type { Identity } from './disk-reader.ts'
import { errorCode, isAbsence, isDenial } from './error-code.ts'
import { directoryOf } from './place-tree.ts'
import type { Incomplete, SeenLink } from './walk-messages.ts'

/** What is at the path of a place, looked at without following a symlink anywhere below the root. */
export type PlaceCheck =
  /** `allocated` is the directory's own inode. */
  | { readonly kind: 'directory'; readonly identity: Identity; readonly allocated: number }
  /** A single file, or a symlink, which is counted itself. */
  | { readonly kind: 'file'; readonly identity: Identity; readonly link: SeenLink }
  /** Nothing, or nothing that belongs to this root: a mount point or something below one. */
  | { readonly kind: 'absent' }
  /** It may hold something: who asks for its usage must not be told 0. */
  | { readonly kind: 'unreadable'; readonly because: NonNullable<Incomplete>; readonly gap: Gap }

const BLOCK = 512

/** Looks at one path after the other; what holds for a directory above is remembered. */
export function createPlaceChecker(root: string, mountPoints: readonly string[]): (path: string) => PlaceCheck {
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
    if (mounted.has(path)) return { kind: 'absent' }
    const way = wayTo(directoryOf(path) ?? root)
    return way.kind === 'directory' ? look(path, way.identity.dev) : way
  }
  return check
}

function look(path: string, device: number | null): PlaceCheck {
  try {
    const stat = lstatSync(path, { bigint: true })
    const identity = { dev: Number(stat.dev), ino: Number(inodeOf(stat)) }
    if (device !== null && identity.dev !== device) return otherDevice(path)
    if (stat.isDirectory()) return { kind: 'directory', identity, allocated: Number(stat.blocks) * BLOCK }
    return { kind: 'file', identity, link: asLink(stat) }
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

function unread(path: string, reason: Gap['reason'], detail: string): PlaceCheck {
  const because = reason === 'permission-denied' ? reason : 'read-error'
  return { kind: 'unreadable', because, gap: { path: path.toWellFormed(), reason, detail } }
}

function asLink(stat: BigIntStats): SeenLink {
  const exact = inodeOf(stat)
  const ino = exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : String(exact)
  const allocated = Number(stat.blocks) * BLOCK
  return { ino, nlink: Number(stat.nlink), seen: 1, allocated, apparent: Number(stat.size) }
}

/** Node's big numbers are signed, its ordinary ones are not. */
function inodeOf(stat: BigIntStats): bigint {
  return BigInt.asUintN(64, stat.ino)
}

/** A mount that is not in the table yet, or a btrfs subvolume, which is no mount and has a device of its own. */
function otherDevice(path: string): PlaceCheck {
  const detail = 'on another device than the root, and no known mount point'
  return unread(path, 'driver-not-supported', detail)
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
