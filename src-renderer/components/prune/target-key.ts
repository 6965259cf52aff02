import type { PruneTarget } from '../../../src-main/prune/candidate.ts'

/** The key of the candidate that a target was; the same as the application's own. */
export function targetKey(target: PruneTarget): string {
  switch (target.type) {
    case 'container':
    case 'image':
    case 'build-cache':
      return `${target.type} ${target.id}`
    case 'volume':
      return `volume ${target.name}`
    case 'log-file':
    case 'path':
      return `${target.type} ${target.path}`
  }
}
