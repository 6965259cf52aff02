import type { Keepsake, Performed } from '../../prune/commands-port.ts'
import type { PruneTarget } from '../../prune/candidate.ts'
import type { Condition } from '../../prune/condition.ts'
import type { EngineConnection, RequestOptions } from './engine-connection.ts'
import { createCacheCommands } from './engine-commands/cache-commands.ts'
import { containerCommands } from './engine-commands/container-commands.ts'
import { imageCommands } from './engine-commands/image-commands.ts'
import type { ObjectCommands } from './engine-commands/object-commands.ts'
import { volumeCommands } from './engine-commands/volume-commands.ts'

/** An object of an engine. */
export type EngineTarget = Extract<PruneTarget, { readonly type: 'container' | 'image' | 'volume' | 'build-cache' }>

/**
 * The only place that removes what users have in an engine: one object at a time, by its own ID or name, and never by force.
 * Errors: those of `getJson`, and `prune-refused`.
 */
export interface EngineCommands {
  examine(connection: EngineConnection, target: EngineTarget, options: RequestOptions): Promise<Condition | null>
  keepsake(connection: EngineConnection, target: EngineTarget, options: RequestOptions): Promise<Keepsake | null>
  remove(connection: EngineConnection, order: EngineOrder, options: RequestOptions): Promise<Performed>
}

export interface EngineOrder {
  readonly target: EngineTarget
  /** IDs of hidden parent images that may go with it. */
  readonly follows: readonly string[]
}

/** `clock`: milliseconds, of any beginning. */
export function createEngineCommands(clock: () => number): EngineCommands {
  const commands: Readonly<Record<EngineTarget['type'], ObjectCommands>> = {
    container: containerCommands,
    image: imageCommands,
    volume: volumeCommands,
    'build-cache': createCacheCommands(clock),
  }
  return {
    examine: (connection, target, options) => commands[target.type].examine(connection, keyOf(target), options),
    keepsake: (connection, target, options) => commands[target.type].keepsake(connection, keyOf(target), options),
    remove: (connection, { target, follows }, options) =>
      commands[target.type].remove(connection, { key: keyOf(target), follows }, options),
  }
}

function keyOf(target: EngineTarget): string {
  return target.type === 'volume' ? target.name : target.id
}
