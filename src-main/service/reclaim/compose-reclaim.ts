import { join } from 'node:path'
import { openJournalDatabase } from '../../persistence/database.ts'
import { createLossyPruneJournal } from '../../persistence/lossy-prune-journal.ts'
import { createPruneJournal } from '../../persistence/prune-journal.ts'
import type { Settings } from '../../persistence/settings.ts'
import { isAppError } from '../../errors/app-error.ts'
import { connectEngine } from '../../sources/docker-engine/connect-engine.ts'
import type { EngineConnection } from '../../sources/docker-engine/engine-connection.ts'
import type { EngineLines } from '../../sources/docker-engine/engine-lines.ts'
import { createPruneCommands } from '../../sources/prune-commands.ts'
import { createPruneUndo } from '../../sources/prune-undo.ts'
import { keptReclaimSettings } from './kept-settings.ts'
import type { KeptJournal } from './plan-runner.ts'
import { Reclaim } from './reclaim.ts'
import type { Measured } from './reclaim-port.ts'
import { createRunLock } from './run-lock.ts'

export interface ReclaimSurroundings {
  readonly measured: Measured & { connection(): EngineConnection }
  readonly settings: Settings
  readonly lines: EngineLines
  /** Absolute. */
  readonly stateDirectory: string
  readonly now: () => Date
  /** The journal is kept in memory only from now on. */
  readonly onLost: (cause: unknown) => void
}

/** Puts together what reclaims. The journal is opened when it is first needed: a report needs none. */
export function composeReclaim(surroundings: ReclaimSurroundings): {
  readonly reclaim: Reclaim
  readonly close: () => void
} {
  const { measured, settings, lines, stateDirectory, now, onLost } = surroundings
  const means = { connect: () => Promise.resolve(measured.connection()), stateDirectory, now }
  const commands = createPruneCommands(means)
  let opened: { readonly journal: KeptJournal; close(): void } | null = null
  const journal = (): KeptJournal => (opened ??= openJournal(join(stateDirectory, 'reclaim.db'), onLost)).journal
  const reclaim = new Reclaim({
    measured,
    commands: {
      ...commands,
      // Asked anew: another engine may answer at the same address by now.
      engineId: async (signal) => {
        try {
          return (await connectEngine(measured.connection().endpoint, { signal, lines })).engineId
        } catch (error) {
          if (isAppError(error, 'engine-unreachable')) return null
          throw error
        }
      },
    },
    undo: createPruneUndo(means),
    get journal() {
      return journal()
    },
    lock: createRunLock(stateDirectory),
    settings: keptReclaimSettings(settings),
    now,
  })
  return { reclaim, close: () => opened?.close() }
}

function openJournal(path: string, onLost: (cause: unknown) => void): { journal: KeptJournal; close(): void } {
  let database: ReturnType<typeof openJournalDatabase> | null = null
  const open = () => createPruneJournal((database = openJournalDatabase(path)))
  return { journal: createLossyPruneJournal(open, onLost), close: () => database?.close() }
}
