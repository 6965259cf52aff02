import type { EngineConnection } from './docker-engine/engine-connection.ts'

/** What commands that free bytes, and those that undo them, are given. */
export interface PruneSurroundings {
  /** The engine that is worked on. Asked at each command: keep one connection. Errors: those of `connectEngine`. */
  readonly connect: (signal?: AbortSignal) => Promise<EngineConnection>
  /** Where archives and packed logs are kept; absolute. */
  readonly stateDirectory: string
  readonly now: () => Date
}
