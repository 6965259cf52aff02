import { lstat, readdir } from 'node:fs/promises'
import { pathToBytes } from '../disk/path-bytes.ts'
import { throwIfCancelled } from '../../errors/app-error.ts'

/** Bytes of a block in what `stat` counts, whatever the filesystem's are. */
const BLOCK = 512

/** Allocated bytes of a directory and all below it, each inode once. For an estimate of room: the ledger is measured by the walk. */
export async function allocatedBelow(directory: string, signal?: AbortSignal): Promise<number> {
  const seen = new Set<number>()
  const open: Buffer[] = [pathToBytes(directory)]
  let allocated = 0
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    throwIfCancelled(signal)
    for (const name of await readdir(path, { encoding: 'buffer' })) {
      const entry = Buffer.concat([path, SLASH, name])
      const found = await lstat(entry)
      if (found.isDirectory()) open.push(entry)
      else if (found.nlink > 1 && seen.has(found.ino)) continue
      seen.add(found.ino)
      allocated += found.blocks * BLOCK
    }
  }
  return allocated
}

const SLASH = Buffer.from('/')
