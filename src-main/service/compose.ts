import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Failure } from '../contract/app-state.ts'
import { AppError } from '../errors/app-error.ts'
import { openDatabase } from '../persistence/database.ts'
import { createLossyUsageMemory } from '../persistence/lossy-usage-memory.ts'
import { createUsageMemory } from '../persistence/usage-memory.ts'
import { createNodeDiskReader } from '../sources/disk/node-disk-reader.ts'
import { createLossySettings } from '../persistence/lossy-settings.ts'
import { createSettings, type Settings } from '../persistence/settings.ts'
import type { UsageMemory } from '../sources/disk/usage-memory.ts'
import { walkPlaces } from '../sources/disk/walk-places.ts'
import type { WalkRequest } from '../sources/disk/walk-types.ts'
import { processSurroundings } from '../sources/docker-engine/discovery-surroundings.ts'
import { createEngineLines } from '../sources/docker-engine/engine-lines.ts'
import { listContexts } from '../sources/docker-engine/list-contexts.ts'
import { scanSurroundings } from '../sources/elevated/scan-surroundings.ts'
import type { FilesReader } from '../sources/files/files-reader.ts'
import { createListFiles } from '../sources/files/list-in-process.ts'
import { readOpaque } from '../sources/files/overlay-attributes.ts'
import { readFiles } from '../sources/files/read-files.ts'
import { createApplication, type Application } from './application.ts'
import { createClosedRoots } from './closed-roots.ts'
import { toFailure } from './failure.ts'
import { createReadChanges } from './files/read-changes.ts'
import type { HostPort } from './host-port.ts'
import { createInventoryTaker } from './inventory-taker.ts'
import type { ProgramFiles } from './program-files.ts'
import { createScanChoice } from './scan-choice.ts'
import { composeReclaim } from './reclaim/compose-reclaim.ts'
import { subjectOf, targetOf, type Target } from './target.ts'

/** More do not help: two already keep the disk's metadata cache busy, and each costs memory. */
const WALK_PROCESSES = 2

export interface ComposeOptions {
  readonly target: Target
  readonly files: ProgramFiles
  /** Where remembered usage is kept; null: the user's state directory. */
  readonly stateDirectory: string | null
  /** Stay and follow the engine's events. */
  readonly follow: boolean
  /** The desktop around the page; null or left out where there is none. */
  readonly host?: HostPort | null
}

/** Puts the application together, by hand and in one place. */
export function composeApplication(options: ComposeOptions): Application {
  const { target, files, stateDirectory, follow, host = null } = options
  const directory = stateDirectory ?? defaultStateDirectory(process.env, homedir())
  const { memory, settings, failures, onLost, close } = openState(directory)
  const lines = createEngineLines(process.env)
  const sources = {
    reader: createNodeDiskReader(),
    walk: (request: WalkRequest) => walkPlaces(request, { processEntry: files.walkProcess }),
    memory,
    processes: WALK_PROCESSES,
  }
  const choice = createScanChoice(target.scan, follow ? settings : null)
  const surroundings = scanSurroundings(process.env)
  const closed = createClosedRoots({ sources, choice, program: files.scanner, surroundings })
  const list = createListFiles(files.walkProcess)
  const fileReader: FilesReader = { read: (request) => readFiles(request, { list }), opaque: readOpaque }
  const parts = { sources, files: fileReader, closed, lines, samplePath: files.sample, clock: () => new Date() }
  let closeJournal = (): void => undefined
  const application = createApplication({
    taker: createInventoryTaker({ ...parts, target }),
    subject: subjectOf(target),
    takerFor: (subject) => createInventoryTaker({ ...parts, target: targetOf(subject, target) }),
    engines: () => listContexts(processSurroundings()),
    scanWith: choice.choose,
    readChanges: createReadChanges({ reader: sources.reader, user: process.getuid?.() ?? null }),
    reclaim: (measured) => {
      const composed = composeReclaim({ measured, settings, lines, stateDirectory: directory, now: parts.clock, onLost })
      closeJournal = composed.close
      return composed.reclaim
    },
    host,
    failures,
    follow,
  })
  return {
    router: application.router,
    start: () => {
      application.start()
    },
    close: async () => {
      await application.close()
      await closed.close()
      await lines.close()
      closeJournal()
      close()
    },
  }
}

interface State {
  readonly memory: UsageMemory
  readonly settings: Settings
  /** Grows when the place to write is lost while the program runs. */
  readonly failures: readonly Failure[]
  /** Says so, once for each thing that was lost. */
  readonly onLost: (cause: unknown) => void
  readonly close: () => void
}

/** Without a place to write, nothing is remembered between runs: slower, not wrong, and the user is told. */
function openState(directory: string): State {
  const path = join(directory, 'plimsoll.db')
  const failures: Failure[] = []
  const onLost = (cause: unknown) => {
    const message = `Nothing can be remembered in ${directory}.`
    failures.push(toFailure(new AppError('storage-unavailable', message, { context: { path }, cause })))
  }
  const state = (at: string): State => {
    const database = openDatabase(at)
    const memory = createLossyUsageMemory(createUsageMemory(database), onLost)
    return {
      memory,
      settings: createLossySettings(createSettings(database), onLost),
      failures,
      onLost,
      close: () => {
        database.close()
      },
    }
  }
  try {
    return state(path)
  } catch (cause) {
    onLost(cause)
    return state(':memory:')
  }
}

/** The XDG base directory specification: a path that is empty or not absolute counts as not set. */
export function defaultStateDirectory(environment: NodeJS.ProcessEnv, home: string): string {
  const stated = environment['XDG_STATE_HOME'] ?? ''
  return join(isAbsolute(stated) ? stated : join(home, '.local', 'state'), 'plimsoll')
}
