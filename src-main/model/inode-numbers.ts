/** Finds the first entry of an inode again. Each device numbers its inodes anew; what is above 2^53 is a decimal string. */
export interface InodeNumbers {
  /** The number that was given for the inode first; `entry` when this is the first time. */
  numberOf(inode: { readonly dev: number; readonly ino: number | string }, entry: number): number
}

export function createInodeNumbers(): InodeNumbers {
  const devices = new Map<number, Map<number | string, number>>()
  return {
    numberOf({ dev, ino }, entry) {
      const inodes = devices.get(dev) ?? new Map<number | string, number>()
      devices.set(dev, inodes)
      const first = inodes.get(ino) ?? entry
      if (first === entry) inodes.set(ino, entry)
      return first
    },
  }
}
