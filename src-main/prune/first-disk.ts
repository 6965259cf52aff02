import { diskOfRoot } from '../model/disk-of-root.ts'
import { buildReclaimGraph } from '../model/reclaim-graph.ts'
import type { PruneTarget } from './candidate.ts'
import { objectOfTarget } from './object-of-target.ts'
import type { PruneGrounds } from './prune-kind.ts'

export interface DiskGrounds {
  /** With what is on this disk alone. */
  readonly grounds: PruneGrounds
  /** It has bytes of its own there; of no other can its going be noticed on this disk. */
  readonly has: (target: PruneTarget) => boolean
}

/**
 * The disk of the first root. Where all roots are on it, costs nothing; else a graph is built: an image can have its
 * content on one disk and its layers on another.
 */
export function firstDisk(grounds: PruneGrounds): DiskGrounds {
  const { inventory } = grounds
  const [first] = inventory.roots
  const own = inventory.roots.filter((root) => first !== undefined && diskOfRoot(root) === diskOfRoot(first))
  if (own.length === inventory.roots.length) return { grounds, has: () => true }
  const onDisk = { ...inventory, roots: own }
  const graph = buildReclaimGraph(onDisk)
  const paths = new Set(own.map(({ path }) => path))
  return {
    grounds: { inventory: onDisk, graph },
    has: (target) => {
      if (target.type === 'path' || target.type === 'log-file') return paths.has(target.root)
      const object = objectOfTarget(target)
      const place = object === null ? undefined : graph.placeOf(object)
      return place !== undefined && (graph.partsOf[place] ?? []).length > 0
    },
  }
}
