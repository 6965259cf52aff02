/** A file or directory. A number above 2^53, where two inodes can have the same JavaScript number, is a decimal string. */
export interface Inode {
  readonly dev: number
  readonly ino: number | string
}

/** A map by device and inode number: each subvolume of a btrfs is a device, and its numbers begin anew. */
export interface InodeMap<T> {
  get(inode: Inode): T | undefined
  set(inode: Inode, value: T): void
  delete(inode: Inode): void
  clear(): void
  values(): readonly T[]
}

export function createInodeMap<T>(): InodeMap<T> {
  const devices = new Map<number, Map<number | string, T>>()
  return {
    get: ({ dev, ino }) => devices.get(dev)?.get(ino),
    set({ dev, ino }, value) {
      const known = devices.get(dev)
      if (known === undefined) devices.set(dev, new Map([[ino, value]]))
      else known.set(ino, value)
    },
    delete({ dev, ino }) {
      devices.get(dev)?.delete(ino)
    },
    clear() {
      devices.clear()
    },
    values: () => [...devices.values()].flatMap((inodes) => [...inodes.values()]),
  }
}
