import type { UsageMemory } from '../sources/disk/usage-memory.ts'
import { untilLost } from './until-lost.ts'

/**
 * A memory that may be lost: after its first error (a full disk, a damaged file) it remembers nothing more in this run.
 * What is measured is then slower to get and not wrong, so a measurement must not fail for it. `onLost` is told once.
 */
export function createLossyUsageMemory(memory: UsageMemory, onLost: (cause: unknown) => void): UsageMemory {
  const attempt = untilLost(onLost)
  return {
    recall: (root, key, identity) => attempt(() => memory.recall(root, key, identity), null),
    remember: (root, found) => {
      attempt(() => {
        memory.remember(root, found)
      }, undefined)
    },
    forget: (root, keep) => {
      attempt(() => {
        memory.forget(root, keep)
      }, undefined)
    },
  }
}
