import { existsSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { AppError, isAppError } from '../errors/app-error.ts'
import type { ReachedEngine } from '../sources/collect-observations.ts'
import type { DiskReader } from '../sources/disk/disk-reader.ts'
import { startScanContainer } from '../sources/docker-engine/scan-container.ts'
import { readBootId } from '../sources/elevated/boot-id.ts'
import { createElevatedFilesReader } from '../sources/elevated/elevated-files-reader.ts'
import { createElevatedObserver } from '../sources/elevated/elevated-observer.ts'
import { ownsScannedRoot } from '../sources/elevated/owns-scanned-root.ts'
import type { ScanWay } from '../sources/elevated/scan-link.ts'
import type { ScanProgram } from '../sources/elevated/scan-program.ts'
import { createScanSessions, type ScanSessions } from '../sources/elevated/scan-sessions.ts'
import type { ScanSurroundings } from '../sources/elevated/scan-surroundings.ts'
import { scanWays } from '../sources/elevated/scan-ways.ts'
import { startByPkexec, startBySudo } from '../sources/elevated/start-as-root.ts'
import type { FilesReader } from '../sources/files/files-reader.ts'
import type { RootSources } from '../sources/observe-root.ts'
import type { RootObserver } from '../sources/root-observer.ts'
import type { ScanChoice } from './scan-choice.ts'

/** A container has to answer within this; who asks a person waits for as long as the person takes. */
const PATIENCE_MS = 30_000

/** How roots are read that are closed to this process. */
export interface ClosedRoots {
  /** What the user chose. */
  readonly choice: ScanChoice
  /** See `scanWays`. */
  readonly ways: (engine: ReachedEngine | null) => readonly ScanWay[]
  readonly observer: (way: ScanWay, asked: ClosedRequest) => RootObserver
  /** The same for the files of single places. */
  readonly files: (way: ScanWay, asked: Omit<ClosedRequest, 'onProblem'>) => FilesReader
  /** Ends what stayed so that nobody is asked for a password again. */
  readonly close: () => Promise<void>
}

export interface ClosedRequest {
  /** One that answered and may start a container; it need not be the roots' own. */
  readonly engine: ReachedEngine | null
  /** The one whose roots they are. */
  readonly owner: ReachedEngine | null
  readonly roots: readonly string[]
  readonly onProblem: (path: string, problem: AppError) => void
}

export interface ClosedRootsParts {
  readonly sources: RootSources
  readonly choice: ScanChoice
  readonly program: ScanProgram
  readonly surroundings: ScanSurroundings
}

export function createClosedRoots({ sources, choice, program, surroundings }: ClosedRootsParts): ClosedRoots {
  const asRoot = {
    sudo: createScanSessions({ start: () => startBySudo(program, surroundings), patience: null, keep: true }),
    pkexec: createScanSessions({ start: () => startByPkexec(program, surroundings), patience: null, keep: true }),
  }
  const sessionsOf = (way: ScanWay, asked: Omit<ClosedRequest, 'onProblem'>): ScanSessions => {
    return way === 'container' ? containerSessions(program, asked) : asRoot[way]
  }
  return {
    choice,
    ways: (engine) => scanWays(surroundings, isHere(engine)),
    observer: (way, asked) => {
      const { owner, onProblem } = asked
      return createElevatedObserver({
        sources,
        sessions: sessionsOf(way, asked),
        bootId: readBootId(),
        seenByEngine: way === 'container',
        isExpected: (scanned) => owner === null || ownsScannedRoot(scanned, comparable(owner)),
        onProblem,
      })
    },
    files: (way, asked) =>
      createElevatedFilesReader({
        reader: sources.reader,
        bootId: readBootId(),
        seesAttributes: way !== 'container',
        sessions: () => sessionsOf(way, asked),
      }),
    close: async () => {
      await Promise.all(Object.values(asRoot).map((sessions) => sessions.close()))
    },
  }
}

/** Whether a root or anything that lies directly in it is closed to this process. */
export function isClosed(reader: DiskReader, path: string): boolean {
  try {
    const entries = reader.list(path) ?? []
    for (const { name, kind } of entries) if (kind === 'directory') reader.list(`${path}/${name}`)
    return false
  } catch (error) {
    if (isAppError(error)) return error.code === 'permission-denied'
    throw error
  }
}

function containerSessions(
  program: ScanProgram,
  { engine, roots }: Pick<ClosedRequest, 'engine' | 'roots'>,
): ScanSessions {
  return createScanSessions({
    start: async (signal) => {
      if (engine === null || !isHere(engine)) throw noEngine()
      const parts = { id: randomUUID(), program, roots, exists: existsSync, now: Date.now, signal }
      return startScanContainer(engine.connection, parts)
    },
    patience: PATIENCE_MS,
    keep: false,
  })
}

function noEngine(): AppError {
  const detail = 'no engine on this machine answered'
  return new AppError('permission-denied', `The disk could not be read through a container: ${detail}.`, {
    context: { how: 'container', detail },
  })
}

function isHere(engine: ReachedEngine | null): boolean {
  return engine?.connection.endpoint.transport.kind === 'socket'
}

function comparable({ connection, lists }: ReachedEngine) {
  return { engineId: connection.engineId, lists }
}
