import type { Figure } from '../model/figure.ts'
import type { ContainerId, ImageId } from '../model/identifiers.ts'

/** Ways to find what could go, in the order in which they are shown: safest first. */
export const PRUNE_KINDS = [
  'orphans',
  'temporary-files',
  'interrupted-removals',
  'leftover-drivers',
  'dangling-images',
  'superseded-tags',
  'unused-images',
  'build-cache',
  'stopped-containers',
  'container-logs',
  'anonymous-volumes',
  'unused-volumes',
] as const

export type PruneKindId = (typeof PRUNE_KINDS)[number]

/**
 * `safe`: nothing can ever use these bytes again. `rebuildable`: a pull or a build brings them back. `data`: gone for good
 * unless it was archived.
 */
export type Risk = 'safe' | 'rebuildable' | 'data'

/** What an action is done to. */
export type PruneTarget =
  | { readonly type: 'container'; readonly id: ContainerId }
  /** Each of its references, then itself. */
  | { readonly type: 'image'; readonly id: ImageId }
  | { readonly type: 'volume'; readonly name: string }
  | { readonly type: 'build-cache'; readonly id: string }
  /** A file of a container's log; `current` is written to by the engine. */
  | {
      readonly type: 'log-file'
      readonly containerId: ContainerId
      readonly path: string
      readonly root: string
      readonly current: boolean
    }
  /** A file or directory that no engine knows. Both absolute; `path` lies in `root`. */
  | { readonly type: 'path'; readonly path: string; readonly root: string }

/**
 * What is done to it. `quarantine`: moved aside on the same filesystem, which frees nothing until it is purged.
 * `truncate`: cut to nothing in place. `compress`: packed beside the journal first, then removed or cut. `archive`: packed
 * there first, then removed.
 */
export type PruneWay = 'remove' | 'quarantine' | 'truncate' | 'compress' | 'archive'

/** Why something is offered; `with` is the name of another object that explains it. */
export interface Why {
  readonly because:
    | 'exited'
    | 'never-started'
    | 'dead'
    | 'no-tag'
    | 'no-container'
    | 'only-stopped'
    | 'newer-tag'
    | 'cache-private'
    | 'cache-shared'
    | 'log-rotated'
    | 'log-current'
    | 'no-user-anonymous'
    | 'no-user'
    | 'unaccounted'
    | 'unreferenced'
    | 'removing'
    | 'leftover-driver'
    | 'temporary'
  readonly with: string | null
}

/** Something that could go. */
export interface Candidate {
  readonly kind: PruneKindId
  readonly target: PruneTarget
  readonly name: string
  readonly why: Why
  readonly risk: Risk
  /** Ways in which it can go; the first is what is done unless another one is chosen. */
  readonly ways: readonly PruneWay[]
  /** ISO 8601: when that began, as far as it can be known. */
  readonly since: string | null
  /** ISO 8601: when it was used or changed last, as far as it can be known. */
  readonly lastUsedAt: string | null
  /** ISO 8601. */
  readonly createdAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /**
   * Further words to find it by. The first is the state of a container, also of its logs, and the type of a build cache
   * record; of others they are references and the like.
   */
  readonly facts: readonly string[]
  /** Allocated bytes that go when nothing but this goes. */
  readonly alone: Figure
}

/** Only the engine has it; all else is a file or directory. */
export function isOfEngine({ type }: PruneTarget): boolean {
  return type !== 'log-file' && type !== 'path'
}

/** One text for a target, equal for equal targets. */
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
