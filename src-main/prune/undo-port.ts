import type { PruneTarget } from './candidate.ts'
import type { Keepsake } from './commands-port.ts'

/** What gives back what `PruneCommands` took away, as far as something was kept of it, and what lets go of that for good. */
export interface PruneUndo {
  /**
   * Makes a container again, as it was made once: settings, networks and volumes, not what it wrote into its own layer. It is
   * not started. Throws `prune-refused` when its name is taken, or its image is gone.
   */
  recreateContainer(keepsake: KeepsakeOf<'container'>, signal?: AbortSignal): Promise<MadeContainer>
  /** Makes a volume again and unpacks its archive into it. Null: nothing was archived. Throws `prune-refused` when it is there. */
  restoreVolume(keepsake: KeepsakeOf<'volume'>, archive: string | null, signal?: AbortSignal): Promise<void>
  /**
   * Moves something out of the quarantine to where it was, and answers that path. Refuses when something is there.
   * `original`: where it was, as the journal knows it: a full disk leaves no note beside it.
   */
  putBack(keptAt: string, original: string | null): Promise<string>
  /**
   * Puts a packed log back: one that was rotated at its path, the current one before what was written since. The packed log
   * stays until it is purged. Throws `prune-refused`, with where it is, when something is in the way; for the current log also
   * when the engine writes to it, or does not say whether it does.
   */
  unpackLog(packed: PackedLog, signal?: AbortSignal): Promise<void>
  /** Removes what was kept for good: something in a quarantine, an archive, a packed log. */
  purge(keptAt: string, signal?: AbortSignal): Promise<void>
  /** What is in a root's quarantine, without the journal. */
  quarantined(root: string): Promise<readonly Quarantined[]>
  /** Bytes that this user can still write on the filesystem of a path. */
  freeBytes(path: string): number
}

export type KeepsakeOf<Of extends Keepsake['of']> = Extract<Keepsake, { readonly of: Of }>

export interface PackedLog {
  readonly target: Extract<PruneTarget, { readonly type: 'log-file' }>
  /** Absolute. */
  readonly archive: string
  /** ISO 8601. */
  readonly packedAt: string
  /** Null in journals of versions that did not keep it. */
  readonly keepsake: KeepsakeOf<'log'> | null
}

export interface MadeContainer {
  readonly id: string
  /** What the engine warns of. */
  readonly warnings: readonly string[]
}

/** Something that was moved aside. */
export interface Quarantined {
  /** Where it is now; absolute. */
  readonly path: string
  readonly root: string
  /** Where it was; absolute. */
  readonly original: string
  readonly run: string
  readonly step: number
  /** ISO 8601: when it was moved. */
  readonly at: string
}
