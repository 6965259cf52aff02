import type { Stats } from 'node:fs'
import type { Incomplete } from '../../model/observations.ts'
import { createInodeMap, type InodeMap } from './inode-map.ts'
import type { RunReport, SeenLink } from './walk-messages.ts'

const BLOCK = 512

type Links = InodeMap<{ -readonly [Key in keyof SeenLink]: SeenLink[Key] }>

/** What is counted of an inode, from `lstat`. */
export type Counted = Pick<Stats, 'dev' | 'nlink' | 'blocks' | 'size'>

/** What one process has counted in one run since its last report. Mutable: it is the walk's innermost state. */
export interface RunCount {
  readonly run: number
  /** Directories received or found and not yet read. */
  pending: number
  /** Entries received and not yet reported. */
  tickets: number
  inodes: number
  allocated: number
  apparent: number
  /** Newest change of anything counted. Milliseconds since 1970; `NEVER` when nothing was. */
  modifiedAt: number
  incomplete: Incomplete | null
  readonly links: Links
}

/** Older than any time: a maximum begins with it. */
export const NEVER = Number.NEGATIVE_INFINITY

export function startCount(run: number): RunCount {
  const nothing = { inodes: 0, allocated: 0, apparent: 0, modifiedAt: NEVER }
  return { run, pending: 0, tickets: 0, ...nothing, incomplete: null, links: createInodeMap() }
}

export function countDirectory(count: RunCount, stat: Counted): void {
  count.inodes += 1
  count.allocated += stat.blocks * BLOCK
}

export function countFile(count: RunCount, stat: Counted): void {
  count.inodes += 1
  count.allocated += stat.blocks * BLOCK
  count.apparent += stat.size
}

/** A file is inside the place once all its names were seen, and is forgotten then: this keeps the memory small. */
export function countLink(count: RunCount, stat: Counted, ino: number | string): void {
  const inode = { dev: stat.dev, ino }
  const known = count.links.get(inode)
  const seen = (known?.seen ?? 0) + 1
  if (seen >= stat.nlink) {
    count.links.delete(inode)
    countFile(count, stat)
  } else if (known === undefined) {
    const { nlink, blocks, size } = stat
    count.links.set(inode, { ...inode, nlink, seen, allocated: blocks * BLOCK, apparent: size })
  } else {
    known.seen = seen
    known.nlink = stat.nlink
  }
}

/** Of every inode, whichever of the three it is counted by. `time`: its last change, milliseconds since 1970. */
export function noteTime(count: RunCount, time: number): void {
  if (time > count.modifiedAt) count.modifiedAt = time
}

/** Takes everything out of the count that can be told by now. Null: nothing new. */
export function reportCount(count: RunCount): RunReport | null {
  const finished = count.pending === 0
  if (!finished && count.inodes === 0 && count.incomplete === null) return null
  const { run, inodes, allocated, apparent, incomplete } = count
  const modifiedAt = count.modifiedAt === NEVER ? null : count.modifiedAt
  const tickets = finished ? count.tickets : 0
  const links = finished ? count.links.values() : []
  const nothing = { inodes: 0, allocated: 0, apparent: 0, modifiedAt: NEVER, incomplete: null }
  Object.assign(count, { tickets: count.tickets - tickets, ...nothing })
  if (finished) count.links.clear()
  return { run, tickets, inodes, allocated, apparent, modifiedAt, incomplete, links }
}
