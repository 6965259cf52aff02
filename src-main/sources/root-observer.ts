import type { RootObservation } from '../model/observations.ts'
import type { WalkProgress } from './disk/walk-types.ts'
import { observeMetadata, observeUsage, type ObservedRoot, type RootRequest, type RootSources } from './observe-root.ts'

/** A root whose metadata was read, with the request that it was read for. */
export interface SurveyedRequest {
  readonly request: RootRequest
  readonly root: RootObservation
}

/** Reads storage roots for one inventory: first what each one's metadata says, then how much is in it. */
export interface RootObserver {
  /** What reads is an object of the engine's own: its figures count it until `close`. */
  readonly seenByEngine: boolean
  /**
   * A root that cannot be opened is an observation too: `unreadable`, with the reason as its gap.
   * Throws `AppError` for anything that is not about the root, `cancelled` among them.
   */
  metadata(request: RootRequest): Promise<RootObservation>
  /** Walks a root of which this observer has read the metadata. `onProgress` gets the observation as far as it has got. */
  usage(surveyed: SurveyedRequest, onProgress: OnUsage): Promise<ObservedRoot>
  /** Ends whatever reads for it. After that it is not asked any more. */
  close(): Promise<void>
}

export type OnUsage = (root: RootObservation, progress: WalkProgress) => void

/** Reads with the rights of this process. */
export function createLocalObserver(sources: RootSources): RootObserver {
  return {
    seenByEngine: false,
    metadata: (request) => observeMetadata(sources, request),
    usage: (surveyed, onProgress) => observeUsage(sources, surveyed, onProgress),
    close: () => Promise.resolve(),
  }
}
