import { isAppError, type AppError } from '../../errors/app-error.ts'
import { EMPTY_SURVEY, type RootObservation } from '../../model/observations.ts'
import { BugError } from '../../errors/bug-error.ts'
import { observeUsage, rootFrame, type RootRequest, type RootSources } from '../observe-root.ts'
import type { RootObserver } from '../root-observer.ts'
import { isSameDisk, otherDisk } from './same-disk.ts'
import type { ScannedRoot } from './scan-messages.ts'
import type { ScanSession } from './scan-session.ts'
import type { ScanSessions } from './scan-sessions.ts'

export interface ElevatedParts {
  readonly sources: RootSources
  readonly sessions: Pick<ScanSessions, 'open' | 'release'>
  /** Of the kernel that this process runs on; see `ScanSession`. */
  readonly bootId: string | null
  /** See `RootObserver`. */
  readonly seenByEngine: boolean
  /** Whether what was scanned is what the engine that was asked keeps; always true without an engine. */
  readonly isExpected: (scanned: ScannedRoot) => boolean
  /** Told once for each root that could not be read after all. */
  readonly onProblem: (path: string, problem: AppError) => void
}

/** Reads roots that are closed to this process through a scanner that has the right to. Remembering stays here. */
export function createElevatedObserver(parts: ElevatedParts): RootObserver {
  const { sources, sessions, seenByEngine, onProblem } = parts
  const readers = new Map<string, ScanSession>()
  return {
    seenByEngine,
    metadata: async (request) => {
      const frame = rootFrame(sources.reader, request)
      try {
        const session = await sessions.open(request.signal)
        const scanned = await session.metadata(request)
        demandSameDisk(parts, scanned, session)
        readers.set(request.path, session)
        const { observation } = scanned
        // A container sees the root at a mount of its own.
        const { filesystem, capacity } = observation
        const here = { ...frame, filesystem: frame.filesystem ?? filesystem, capacity: frame.capacity ?? capacity }
        return { ...observation, ...here, usages: observation.survey.places.map(() => null) }
      } catch (error) {
        if (!isAppError(error) || error.code === 'cancelled') throw error
        onProblem(request.path, error)
        return { ...frame, ...unreadable(request, error) }
      }
    },
    usage: async (surveyed, onProgress) => {
      // No other: only this one knows the survey.
      const session = readers.get(surveyed.request.path)
      if (session === undefined) throw new BugError(`${surveyed.request.path} was not surveyed.`)
      return observeUsage({ ...sources, walk: (request) => session.walk(request) }, surveyed, onProgress)
    },
    close: () => sessions.release(),
  }
}

function demandSameDisk(parts: ElevatedParts, scanned: ScannedRoot, session: ScanSession): void {
  const { path } = scanned.observation
  const { reader } = parts.sources
  const same = isSameDisk({ reader, bootId: parts.bootId }, { path, identity: scanned.identity }, session)
  if (!same || !parts.isExpected(scanned)) throw otherDisk(path)
}

function unreadable(
  { path }: RootRequest,
  error: AppError,
): Omit<RootObservation, 'path' | 'role' | 'filesystem' | 'capacity'> {
  const reason = error.code === 'permission-denied' ? 'permission-denied' : 'read-error'
  const gaps = [{ path, reason, detail: error.message }] as const
  return { survey: EMPTY_SURVEY, gaps, looks: 0, usages: [], measured: 'unreadable' }
}
