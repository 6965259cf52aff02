import type { DiskUsage } from '../../model/disk-usage.ts'
import type { Incomplete } from '../../model/observations.ts'
import type { Identity } from './disk-reader.ts'
import { NEVER } from './run-count.ts'
import { createInodeMap, type Inode, type InodeMap } from './inode-map.ts'
import type { RunReport, SeenLink } from './walk-messages.ts'
import type { OutsideLink, WalkedPlace } from './walk-types.ts'

/** What all processes together have counted of one place so far. */
export interface PlaceTally {
  /** Entries that some process has, or that wait for one. The place is finished when there are none. */
  readonly open: number
  readonly inodes: number
  readonly allocated: number
  addEntries(count: number): void
  absorb(report: Omit<RunReport, 'run'>): void
  /** The outcome, once nothing is open. */
  finish(): WalkedPlace
}

export function createPlaceTally(identity: Identity): PlaceTally {
  const sum = { open: 0, inodes: 0, allocated: 0, apparent: 0 }
  const links = createInodeMap<SeenLink>()
  let incomplete: Incomplete | null = null
  let modifiedAt = NEVER
  return {
    get open() {
      return sum.open
    },
    get inodes() {
      return sum.inodes
    },
    get allocated() {
      return sum.allocated
    },
    addEntries(count) {
      sum.open += count
    },
    absorb(report) {
      sum.open -= report.tickets
      add(sum, report)
      modifiedAt = Math.max(modifiedAt, report.modifiedAt ?? NEVER)
      if (incomplete === null || report.incomplete === 'permission-denied') incomplete = report.incomplete ?? incomplete
      for (const link of report.links) mergeLink(links, link, sum)
    },
    finish: () => {
      const [inside, outsideLinks] = [usageOf(sum), outside(links)]
      // A double does not hold what is below a millisecond; to the nearest, because those who set times use doubles too.
      return { identity, inside, outsideLinks, modifiedAt: Math.round(modifiedAt), incomplete }
    },
  }
}

/** A file all of whose names have been seen moves from the links into the sum. */
function mergeLink(links: InodeMap<SeenLink>, link: SeenLink, sum: Counted): void {
  const seen = link.seen + (links.get(link)?.seen ?? 0)
  if (seen < link.nlink) {
    links.set(link, { ...link, seen })
    return
  }
  links.delete(link)
  add(sum, { inodes: 1, allocated: link.allocated, apparent: link.apparent })
}

type Counted = { -readonly [Key in keyof DiskUsage]: DiskUsage[Key] }

function add(sum: Counted, more: DiskUsage): void {
  sum.inodes += more.inodes
  sum.allocated += more.allocated
  sum.apparent += more.apparent
}

function usageOf({ allocated, apparent, inodes }: DiskUsage): DiskUsage {
  return { allocated, apparent, inodes }
}

/** In a fixed order, whichever process saw what first. */
function outside(links: InodeMap<SeenLink>): readonly OutsideLink[] {
  return links.values().toSorted((a, b) => a.dev - b.dev || Number(a.ino) - Number(b.ino) || compareText(a, b))
}

function compareText(a: Inode, b: Inode): number {
  return String(a.ino).localeCompare(String(b.ino))
}
