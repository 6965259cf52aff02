import type { StorageRoot } from './inventory.ts'

/**
 * One text for the filesystem that a root is on. Only a block device has a name of its own; `tmpfs`, `overlay` and the like
 * are told apart by where they are mounted.
 */
export function diskOfRoot({ filesystem, path }: Pick<StorageRoot, 'filesystem' | 'path'>): string {
  if (filesystem === null) return path
  return filesystem.device.startsWith('/') ? filesystem.device : `${filesystem.device} ${filesystem.mountPoint}`
}
