import { isAppError, type AppError } from '../../errors/app-error.ts'
import { BugError } from '../../errors/bug-error.ts'
import { EMPTY_SURVEY, type RootObservation } from '../../model/observations.ts'
import type { UsageMemory } from '../disk/usage-memory.ts'
import { demoteNewOrphans, hasOrphans, observeMetadata, observeUsage, type RootRequest } from '../observe-root.ts'
import type { RootObserver } from '../root-observer.ts'
import type { ContainerListing } from './list-through-container.ts'
import { createListedDiskReader } from './listed-disk-reader.ts'
import type { Listing } from './listing.ts'
import { walkListing } from './walk-listing.ts'
import { withoutScanContainer } from './without-scan-container.ts'

export interface ListedParts {
  /** Lists a root anew. */
  readonly list: (root: string, signal: AbortSignal | undefined) => Promise<ContainerListing>
  /** Told once for each root that could not be read after all. */
  readonly onProblem: (path: string, problem: AppError) => void
}

/** Another machine's disk is as any other's here: by path, device and inode, one would be taken for the other. */
const NO_MEMORY: UsageMemory = { recall: () => null, remember: () => undefined, forget: () => undefined }

/** Reads roots of an engine that is elsewhere, out of what a container lists of them. */
export function createListedObserver({ list, onProblem }: ListedParts): RootObserver {
  const listings = new Map<string, Listing>()
  const look = async (request: RootRequest): Promise<RootObservation> => {
    const { listing, containerId } = await list(request.path, request.signal)
    listings.set(request.path, listing)
    const found = await observeMetadata(sourcesOf(listing), { ...request, live: false })
    return withoutScanContainer(found, listing, containerId)
  }
  return {
    // Each container is gone before its listing is handed out.
    seenByEngine: false,
    metadata: async (request) => {
      try {
        const first = await look(request)
        if (!request.live || !hasOrphans(first.survey)) return first
        return { ...demoteNewOrphans(await look(request), first.survey), looks: 2 }
      } catch (error) {
        if (!isAppError(error) || error.code === 'cancelled') throw error
        onProblem(request.path, error)
        return unreadable(request, error)
      }
    },
    usage: async (surveyed, onProgress) => {
      const listing = listings.get(surveyed.request.path)
      if (listing === undefined) throw new BugError(`${surveyed.request.path} was not listed.`)
      // It is not needed any more, and as large as the root has inodes.
      listings.delete(surveyed.request.path)
      return observeUsage(sourcesOf(listing), surveyed, onProgress)
    },
    close: () => Promise.resolve(),
  }
}

function sourcesOf(listing: Listing) {
  return {
    reader: createListedDiskReader(listing),
    walk: walkListing.bind(null, listing),
    memory: NO_MEMORY,
    processes: 1,
  }
}

function unreadable({ path, role }: RootRequest, error: AppError): RootObservation {
  const reason = error.code === 'permission-denied' ? 'permission-denied' : 'read-error'
  const nothing = { filesystem: null, capacity: null, survey: EMPTY_SURVEY, usages: [] }
  return { path, role, ...nothing, gaps: [{ path, reason, detail: error.message }], looks: 0, measured: 'unreadable' }
}
