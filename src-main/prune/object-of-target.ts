import type { ObjectKey } from '../model/reclaim-objects.ts'
import type { PruneTarget } from './candidate.ts'

/** The object of an engine that a target is; null for files. Its `keyOf` is the target's `targetKey`. */
export function objectOfTarget(target: PruneTarget): ObjectKey | null {
  switch (target.type) {
    case 'container':
    case 'image':
    case 'build-cache':
      return { kind: target.type, id: target.id }
    case 'volume':
      return { kind: 'volume', id: target.name }
    case 'log-file':
    case 'path':
      return null
  }
}
