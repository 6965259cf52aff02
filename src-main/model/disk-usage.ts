/**
 * What a subtree takes, as read from the disk itself.
 *
 * Included: the subtree's own top directory. Excluded: whatever lies below a mount point.
 */
export interface DiskUsage {
  /** `st_blocks * 512` of every inode, directories included, each (device, inode) once. What the ledger adds up. */
  readonly allocated: number
  /** File lengths: `st_size` of everything that is not a directory, each (device, inode) once. What classic Docker calls size. */
  readonly apparent: number
  /** Number of inodes, directories included. */
  readonly inodes: number
}

export const NO_USAGE: DiskUsage = Object.freeze({ allocated: 0, apparent: 0, inodes: 0 })

export function addUsage(a: DiskUsage, b: DiskUsage): DiskUsage {
  return { allocated: a.allocated + b.allocated, apparent: a.apparent + b.apparent, inodes: a.inodes + b.inodes }
}

export function subtractUsage(a: DiskUsage, b: DiskUsage): DiskUsage {
  return { allocated: a.allocated - b.allocated, apparent: a.apparent - b.apparent, inodes: a.inodes - b.inodes }
}

export function sumUsage(usages: Iterable<DiskUsage>): DiskUsage {
  let [allocated, apparent, inodes] = [0, 0, 0]
  for (const usage of usages) {
    allocated += usage.allocated
    apparent += usage.apparent
    inodes += usage.inodes
  }
  return { allocated, apparent, inodes }
}
