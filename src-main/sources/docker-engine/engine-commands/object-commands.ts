import type { Keepsake, Performed } from '../../../prune/commands-port.ts'
import type { Condition } from '../../../prune/condition.ts'
import type { EngineConnection, RequestOptions } from '../engine-connection.ts'

/** What can be done to one sort of engine object; see `PruneCommands`. `key` is an ID, or the name of a volume. */
export interface ObjectCommands {
  examine(connection: EngineConnection, key: string, options: RequestOptions): Promise<Condition | null>
  keepsake(connection: EngineConnection, key: string, options: RequestOptions): Promise<Keepsake | null>
  remove(connection: EngineConnection, order: RemovalOrder, options: RequestOptions): Promise<Performed>
}

export interface RemovalOrder {
  readonly key: string
  /** IDs of hidden parent images that may go with it. */
  readonly follows: readonly string[]
}
