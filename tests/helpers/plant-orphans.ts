import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ContainerdStore } from './engines/storage-roots.ts'
import { makeOld } from './make-old.ts'
import { run } from './run-process.ts'

/** Length of each planted file. */
export const PLANTED_BYTES = 3 * 1024 * 1024 + 1

/** Puts a snapshot's directory and a blob into a store that knows neither. Resolves to their paths, sorted. */
export async function plantOrphans({ root, snapshotter }: ContainerdStore): Promise<readonly string[]> {
  const folder = snapshotter === 'btrfs' ? 'active' : 'snapshots'
  const snapshot = join(root, `io.containerd.snapshotter.v1.${snapshotter}`, folder, '9999')
  const leak = snapshotter === 'overlayfs' ? join(snapshot, 'fs/leak.bin') : join(snapshot, 'leak.bin')
  await mkdir(dirname(leak), { recursive: true })
  await writeFile(leak, Buffer.alloc(PLANTED_BYTES, 'x'))
  const name = createHash('sha256').update('planted').digest('hex')
  const blob = join(root, 'io.containerd.content.v1.content/blobs/sha256', name)
  await writeFile(blob, Buffer.alloc(PLANTED_BYTES, 'y'))
  makeOld(snapshot, dirname(snapshot), blob)
  await run(['sync', '-f', root])
  return [blob, snapshot].toSorted()
}
