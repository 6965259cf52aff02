import { AppError, isAppError } from '../../errors/app-error.ts'
import { EMPTY_SURVEY, type RootObservation } from '../../model/observations.ts'
import type { DiskReader, Identity } from '../disk/disk-reader.ts'
import { BugError } from '../../errors/bug-error.ts'
import { observeUsage, rootFrame, type RootRequest, type RootSources } from '../observe-root.ts'
import type { RootObserver } from '../root-observer.ts'
import type { ScannedRoot } from './scan-messages.ts'
import type { ScanSession } from './scan-session.ts'

/** Hands out a scanner that is ready, starting one when there is none. */
export interface ScanSessions {
  /** Throws as `openScanSession` does. */
  open(signal: AbortSignal | undefined): Promise<ScanSession>
  /** Nothing more is asked for now. */
  release(): Promise<void>
}

export interface ElevatedParts {
  readonly sources: RootSources
  readonly sessions: ScanSessions
  /** Of the kernel that this process runs on; see `ScanSession`. */
  readonly bootId: string | null
  /** Told once for each root that could not be read after all. */
  readonly onProblem: (path: string, problem: AppError) => void
}

/** Reads roots that are closed to this process through a scanner that has the right to. Remembering stays here. */
export function createElevatedObserver({ sources, sessions, bootId, onProblem }: ElevatedParts): RootObserver {
  const readers = new Map<string, ScanSession>()
  return {
    metadata: async (request) => {
      const frame = rootFrame(sources.reader, request)
      try {
        const session = await sessions.open(request.signal)
        const { observation, ...scanned } = await session.metadata(request)
        demandSameDisk(sources.reader, request.path, { ...scanned, bootIds: [bootId, session.bootId] })
        readers.set(request.path, session)
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

/**
 * A scanner may run where the same path is another disk: a socket may be forwarded from another machine, or lead into a
 * virtual one. What is not told on one side contradicts nothing.
 */
function demandSameDisk(
  reader: DiskReader,
  path: string,
  { identity, bootIds }: Pick<ScannedRoot, 'identity'> & { readonly bootIds: readonly [string | null, string | null] },
): void {
  const [ours, theirs] = bootIds
  const here = identityOf(reader, path)
  const sameKernel = ours === null || theirs === null || ours === theirs
  const sameDirectory = here === null || identity === null || (here.dev === identity.dev && here.ino === identity.ino)
  if (sameKernel && sameDirectory) return
  throw new AppError('root-not-found', `What the scan sees at ${path} is another disk than the one here.`, {
    context: { path, remote: true },
  })
}

/** Null where even the way there is closed to this process. */
function identityOf(reader: DiskReader, path: string): Identity | null {
  try {
    return reader.identify(path)
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}

function unreadable(
  { path }: RootRequest,
  error: AppError,
): Omit<RootObservation, 'path' | 'role' | 'filesystem' | 'capacity'> {
  const reason = error.code === 'permission-denied' ? 'permission-denied' : 'read-error'
  return { survey: EMPTY_SURVEY, gaps: [{ path, reason, detail: error.message }], usages: [], measured: 'unreadable' }
}
