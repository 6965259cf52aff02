import { homedir } from 'node:os'
import type { Failure } from '../contract/app-state.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import type { ReachedEngine } from '../sources/collect-observations.ts'
import type { DiskReader } from '../sources/disk/disk-reader.ts'
import { checkDataRoot, realPath, usualDataRoots } from '../sources/find-data-root.ts'
import { ownsDataRoot } from '../sources/owns-data-root.ts'
import { toFailure } from './failure.ts'
import type { Target } from './target.ts'

/** Whether an engine answered, and why not. */
export interface FoundEngine {
  readonly engine: ReachedEngine | null
  readonly failures: readonly Failure[]
  readonly error: AppError | null
  /** The user, the environment or a context named the engine: another disk's numbers are then no answer. */
  readonly named: boolean
}

/** What of the disk is read for a target. */
export interface FoundRoots {
  readonly roots: readonly { readonly path: string; readonly role: 'data-root' }[]
  readonly failures: readonly Failure[]
  /** An engine answers, but the data root that was asked for is not its own. */
  readonly engineIsOther: boolean
  /** The user asked for a directory alone: that no engine answers is then no failure. */
  readonly engineNotNeeded: boolean
}

export interface RootSearch {
  readonly target: Target
  readonly found: FoundEngine
  readonly reader: DiskReader
}

const NO_ROOT: FoundRoots = { roots: [], failures: [], engineIsOther: false, engineNotNeeded: false }

/** Finds the roots that belong together. Throws `AppError` when a directory that was asked for is not what it has to be. */
export function findRoots(search: RootSearch): FoundRoots {
  const { target, found } = search
  if (target.dataRoot !== null) return askedRoot(search, target.dataRoot)
  if (found.engine !== null) return engineRoot(search, found.engine)
  return found.named ? NO_ROOT : usualRoot(search)
}

/** `--data-root`: the engine is asked beside it only if the directory is its own. */
function askedRoot({ target, reader, found }: RootSearch, dataRoot: string): FoundRoots {
  const path = checkDataRoot(reader, dataRoot)
  const { engine } = found
  const engineIsOther = engine !== null && !ownsDataRoot(reader, path, engine)
  const engineNotNeeded = target.dockerHost === null && target.context === null
  return { ...NO_ROOT, roots: [{ path, role: 'data-root' }], engineIsOther, engineNotNeeded }
}

/** The data root that the engine names, if it is on this machine. */
function engineRoot({ reader }: RootSearch, engine: ReachedEngine): FoundRoots {
  const { endpoint, facts } = engine.connection
  const path = realPath(facts.dataRoot) ?? facts.dataRoot
  const here = endpoint.transport.kind === 'socket' && ownsDataRoot(reader, path, engine)
  if (here) return { ...NO_ROOT, roots: [{ path, role: 'data-root' }] }
  const message = 'The engine’s disk is not on this machine; its own figures are all there is.'
  const error = new AppError('root-not-found', message, { context: { path: facts.dataRoot, remote: true } })
  return { ...NO_ROOT, failures: [toFailure(error)] }
}

/** No engine where one would be by default: its disk may still be here. */
function usualRoot({ reader }: RootSearch): FoundRoots {
  for (const usual of usualDataRoots(reader, homedir())) {
    try {
      return { ...NO_ROOT, roots: [{ path: checkDataRoot(reader, usual), role: 'data-root' }] }
    } catch (error) {
      if (!isAppError(error)) throw error
      // A usual place where there is nothing is no news; one that is closed to us is.
      if (error.code === 'permission-denied') return { ...NO_ROOT, failures: [toFailure(error)] }
    }
  }
  return NO_ROOT
}
