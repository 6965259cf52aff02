import type { Identity } from './disk-reader.ts'
import type { WalkedPlace } from './walk-types.ts'

/**
 * Remembers what a walk found of places that can never change (`Place.immutableKey`), across runs.
 * Kept by root, key, device and inode of the directory: a restored or replaced directory is walked again.
 */
export interface UsageMemory {
  recall(root: string, key: string, identity: Identity): WalkedPlace | null
  remember(root: string, found: readonly { readonly key: string; readonly walked: WalkedPlace }[]): void
  /** Forgets what is remembered of a root under any other key than these: what was removed there must not stay for ever. */
  forget(root: string, keep: ReadonlySet<string>): void
}
