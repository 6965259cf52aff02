import type { MountTable } from './mount-table.ts'

/**
 * Inode numbers of a subvolume's top directory (BTRFS_FIRST_FREE_OBJECTID), and of the empty directory that stands for a
 * subvolume in a snapshot of what was around it (BTRFS_EMPTY_SUBVOL_DIR_OBJECTID); that one too is on another device.
 */
const STAND_IN = 2
const TOPS = [256, STAND_IN]

/**
 * Whether a directory on another device than its parent is a btrfs subvolume: part of the filesystem that it lies on,
 * and no mount. `mounts` must be younger than the look at the directory, which could be a mount that has just come.
 */
export function isSubvolume(path: string, ino: number, mounts: MountTable): boolean {
  return TOPS.includes(ino) && !mounts.isMountPoint(path) && mounts.filesystemOf(path)?.type === 'btrfs'
}

/**
 * The empty directory that stands for a subvolume in a snapshot of what was around it. Its times are those of the moment at
 * which somebody looks: nothing was changed then.
 */
export function isStandIn(
  top: { readonly dev: number; readonly ino: number | string },
  parent: { readonly dev: number },
): boolean {
  return top.dev !== parent.dev && Number(top.ino) === STAND_IN
}
