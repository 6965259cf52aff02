/**
 * Storage drivers of the engine's own, by the names that `/info`, `image/<driver>` and a top-level directory have. What
 * is not among them is one of containerd's snapshotters.
 */
export const CLASSIC_DRIVERS: readonly string[] = [
  'overlay2',
  'fuse-overlayfs',
  'btrfs',
  'zfs',
  'overlay',
  'devicemapper',
  'aufs',
  'vfs',
  'windowsfilter',
]

/** Names that a classic driver and a snapshotter share. */
const AMBIGUOUS = ['btrfs', 'zfs', 'fuse-overlayfs']

/** A name that only a snapshotter has. */
export function isSnapshotter(driver: string): boolean {
  return !CLASSIC_DRIVERS.includes(driver)
}

/** A name that only a classic driver has. */
export function isClassicOnly(driver: string): boolean {
  return CLASSIC_DRIVERS.includes(driver) && !AMBIGUOUS.includes(driver)
}
