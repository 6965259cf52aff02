import type { PruneTarget, PruneWay } from './candidate.ts'
import type { Condition } from './condition.ts'

/** All that is ever done to an engine or a disk to free bytes. Nothing is ever forced. */
export interface PruneCommands {
  /** ID of the engine that answers now; null when none does. Throws what `connect` throws but `engine-unreachable`. */
  engineId(signal?: AbortSignal): Promise<string | null>
  /** How a target is at this moment; null when it is not there. */
  examine(target: PruneTarget, signal?: AbortSignal): Promise<Condition | null>
  /** What would be needed to make it again; null when there is nothing to keep. Asked before anything is done to it. */
  keepsake(target: PruneTarget, signal?: AbortSignal): Promise<Keepsake | null>
  /**
   * Does it to exactly this target. Throws `prune-refused` with `said` when the engine or the disk refuses, and then
   * nothing was done to it.
   */
  perform(order: PruneOrder, signal?: AbortSignal): Promise<Performed>
}

export interface PruneOrder {
  readonly run: string
  readonly step: number
  readonly target: PruneTarget
  readonly way: PruneWay
  /** IDs of hidden parent images that may go with it. Without any the engine is told to leave all of them. */
  readonly follows: readonly string[]
  /** Name of the object, for files that are kept of it. */
  readonly name: string
}

/** JSON-safe. */
export type Keepsake =
  /** `GET /containers/{id}/json` as the engine answered, with which `POST /containers/create` makes it again. */
  | { readonly of: 'container'; readonly name: string; readonly inspect: unknown }
  /** With a repository digest it can be pulled again; without one there is only a build. */
  | { readonly of: 'image'; readonly references: readonly string[]; readonly repoDigests: readonly string[] }
  | {
      readonly of: 'volume'
      readonly name: string
      readonly driver: string
      readonly labels: Readonly<Record<string, string>>
      readonly options: Readonly<Record<string, string>>
    }
  /** Of a log file, what its packed bytes do not say. `mode`: permissions alone. `mtime`: ISO 8601. */
  | { readonly of: 'log'; readonly uid: number; readonly gid: number; readonly mode: number; readonly mtime: string }

export interface Performed {
  /** IDs, references and names that the engine says it removed; the path for files. */
  readonly removed: readonly string[]
  /** Where it was put, for a quarantine, an archive or a compressed log; absolute. Null: it is nowhere. */
  readonly keptAt: string | null
}
