import type { AppErrorCode, AppErrorContext } from '../errors/app-error.ts'
import type { FrameView } from '../views/frame.ts'

/** A failure as it crosses the wire: the code decides the words, the context fills them. */
export interface Failure {
  readonly code: AppErrorCode | 'bug'
  readonly context: AppErrorContext
  /** English sentence, for where no words for the code exist. */
  readonly message: string
}

/** The state of the application, streamed to every surface. Views are asked for again when `revision` changes. */
export interface AppState {
  /** Grows with every change of the inventory. 0: there is none yet. */
  readonly revision: number
  /** What the user asked to see. */
  readonly subject: Subject
  /** The host can show a dialog for choosing a directory (`app.chooseDirectory`). */
  readonly canChoose: boolean
  /** What the numbers are about: a live engine, a data root alone, the bundled sample, or nothing yet. */
  readonly source: 'none' | 'engine' | 'disk' | 'sample'
  readonly stage: 'starting' | 'metadata' | 'measuring' | 'whole' | 'cancelled' | 'failed'
  readonly progress: Progress | null
  /** ISO 8601: when the shown numbers were collected. */
  readonly takenAt: string | null
  /** The engine reported changes since, or went away; the numbers are of `takenAt`. */
  readonly stale: boolean
  /** Engine events are being followed. */
  readonly live: boolean
  /** Why there is no engine, no disk, or no new measurement; the last good numbers stay. In order of importance. */
  readonly failures: readonly Failure[]
  readonly frame: FrameView | null
}

/**
 * What is looked at: the engine that the docker CLI would talk to, one of its contexts, an address that was given on
 * the command line, directories without an engine, or the bundled sample.
 */
export type Subject =
  | { readonly kind: 'default' }
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'host'; readonly url: string }
  | { readonly kind: 'root'; readonly dataRoot: string; readonly containerdRoot: string | null }
  | { readonly kind: 'sample' }

/** A context of the docker CLI. */
export interface EngineChoice {
  readonly name: string
  readonly description: string | null
  /** Null when its file cannot be read; `problem` says why. */
  readonly endpoint: string | null
  /** The one that the docker CLI would use now. */
  readonly current: boolean
  readonly problem: string | null
}

/** How far the walk is. Inodes and bytes so far; the total is known in places only. */
export interface Progress {
  readonly inodes: number
  readonly allocated: number
  readonly placesDone: number
  readonly places: number
}
