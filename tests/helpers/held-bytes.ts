import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { duAllocated } from './du.ts'
import type { Engine } from './engines/engine.ts'
import { storeOf } from './engines/storage-roots.ts'

/**
 * Allocated bytes, by du, of all that holds what a user can remove. The engine's own lists (image configs, repositories.json,
 * databases) and the driver's short names (`l`) are the engine's: nobody is told of their few blocks as freed.
 */
export async function heldBytes(engine: Engine): Promise<number> {
  const store = storeOf(engine)
  const there = await readdir(engine.dataRoot)
  const own = ['containers', 'volumes', 'overlay2', 'image', 'tmp'].filter((name) => there.includes(name))
  const places = own.map((name) => join(engine.dataRoot, name === 'image' ? 'image/overlay2/layerdb' : name))
  const inStore =
    store === null
      ? []
      : [
          join(store.root, 'io.containerd.content.v1.content/blobs/sha256'),
          join(store.root, `io.containerd.snapshotter.v1.${store.snapshotter}/snapshots`),
        ]
  let sum = 0
  // An engine with the containerd store has no layerdb.
  for (const place of [...places, ...inStore]) sum += await allocatedOrNothing(place)
  return there.includes('overlay2') ? sum - (await duAllocated(join(engine.dataRoot, 'overlay2/l'))) : sum
}

async function allocatedOrNothing(path: string): Promise<number> {
  try {
    await readdir(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
  return duAllocated(path)
}
