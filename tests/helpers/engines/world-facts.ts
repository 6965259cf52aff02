import type { EngineDriver } from './engine.ts'
import { TWO_PLATFORMS } from './two-platforms.ts'

/** What an engine lists of the world, by its own names for things. */
export interface WorldFacts {
  readonly containers: number
  /** Of them. */
  readonly running: number
  readonly volumes: number
  /** Every reference of every image. */
  readonly references: readonly string[]
  /** Images without a reference that are listed. */
  readonly untagged: number
  /** Steps of the legacy builder, listed only with `all`. */
  readonly hidden: number
}

const REFERENCES = [
  'acme/alias:1',
  'acme/base:1.0',
  'acme/copies:1',
  'acme/legacy:1',
  'acme/my-base-image:1.0',
  'acme/my-final-image:1.0',
  'acme/my-final-image:latest',
  'acme/rebuilt:1',
  'acme/staged:1',
  'acme/wasteful:1',
] as const

/** Where drivers differ in what comes of the same commands. */
export function worldFacts(driver: EngineDriver): WorldFacts {
  const same = { containers: 19, running: 16, volumes: 5, hidden: 2 }
  // The first build of acme/rebuilt:1, and a target that got no tag.
  if (driver === 'overlay2') return { ...same, references: REFERENCES, untagged: 2 }
  // The containerd store forgets an image whose only tag goes to another; its layers stay as build cache.
  return { ...same, references: [...REFERENCES, TWO_PLATFORMS.name].toSorted(), untagged: 1 }
}
