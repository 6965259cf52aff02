import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Failure } from '../contract/app-state.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import type { ReachedEngine } from '../sources/collect-observations.ts'
import type { DiskReader } from '../sources/disk/disk-reader.ts'
import { checkDataRoot, realPath, usualDataRoots } from '../sources/find-data-root.ts'
import { besideElsewhere } from '../sources/listed/beside-elsewhere.ts'
import { ownsDataRoot } from '../sources/owns-data-root.ts'
import { addContainerdRoot, type BesideRoots, type BesideSearch, type StorageRoot } from './add-containerd-root.ts'
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
  readonly roots: readonly StorageRoot[]
  readonly current: BesideRoots['current']
  readonly failures: readonly Failure[]
  /** They are on the engine's machine, which is not this one, and are read through `Target.scanImage`. */
  readonly elsewhere: boolean
  /** An engine answers, but the data root that was asked for is not its own. */
  readonly engineIsOther: boolean
  /** The user asked for a directory alone: that no engine answers is then no failure. */
  readonly engineNotNeeded: boolean
}

export interface RootSearch {
  readonly target: Target
  readonly found: FoundEngine
  readonly reader: DiskReader
  /** Where containerd was found before. */
  readonly memory: BesideSearch['memory']
  /** Roots that are closed to this process are found too: they can be read in another way. */
  readonly closedToo: boolean
  readonly signal: AbortSignal | undefined
}

/**
 * Finds the roots that belong together: the data root, and its containerd's where that has one of its own. Throws
 * `AppError` when a directory that was asked for is not what it has to be.
 */
export async function findRoots(search: RootSearch): Promise<FoundRoots> {
  const { target, found, reader, memory, closedToo, signal } = search
  const { path: dataRoot, failures, engineIsOther, elsewhere } = findDataRoot(search)
  const onlyDirectories = target.dataRoot !== null || target.containerdRoot !== null
  const engineNotNeeded = onlyDirectories && target.dockerHost === null && target.context === null
  if (elsewhere !== null) {
    const roots = rootsElsewhere(elsewhere, target.containerdRoot)
    return { roots, current: null, failures, elsewhere: true, engineIsOther, engineNotNeeded }
  }
  const beside = await addContainerdRoot({
    reader,
    dataRoot,
    usual: dataRoot !== null && usualDataRoots(reader, homedir()).some((usual) => realPath(usual) === dataRoot),
    asked: target.dataRoot !== null,
    containerdRoot: target.containerdRoot,
    engine: engineIsOther ? null : (found.engine?.lists ?? null),
    memory,
    closedToo,
    signal,
  })
  return {
    roots: beside.roots,
    current: beside.current,
    failures: [...failures, ...beside.failures],
    elsewhere: false,
    engineIsOther,
    engineNotNeeded,
  }
}

/** What the engine says itself: nobody here can look whether it is there. */
function rootsElsewhere({ lists }: ReachedEngine, containerdRoot: string | null): readonly StorageRoot[] {
  const beside = besideElsewhere(lists, containerdRoot)
  const root: StorageRoot = { path: lists.dataRoot, role: 'data-root' }
  return beside === null ? [root] : [root, { path: beside, role: 'containerd' }]
}

interface FoundDataRoot {
  readonly path: string | null
  readonly failures: readonly Failure[]
  readonly engineIsOther: boolean
  /** Whose data root it is, where that is to be read on the engine's machine. */
  readonly elsewhere: ReachedEngine | null
}

const NO_ROOT: FoundDataRoot = { path: null, failures: [], engineIsOther: false, elsewhere: null }

function findDataRoot(search: RootSearch): FoundDataRoot {
  const { target, found } = search
  if (target.dataRoot !== null) return askedRoot(search, target.dataRoot)
  if (found.engine !== null) return engineRoot(search, found.engine)
  return found.named ? NO_ROOT : usualRoot(search)
}

/** `--data-root`: the engine is asked beside it only if the directory is its own. */
function askedRoot(search: RootSearch, dataRoot: string): FoundDataRoot {
  const { path, closed } = checkRoot(search, dataRoot)
  const { engine } = search.found
  if (engine === null) return { ...NO_ROOT, path }
  return {
    ...NO_ROOT,
    path,
    engineIsOther: !(closed ? isNamed(engine, path) : ownsDataRoot(search.reader, path, engine)),
  }
}

interface CheckedRoot {
  readonly path: string
  /** Whether it is a data root is for somebody else to see. */
  readonly closed: boolean
}

function checkRoot({ reader, closedToo }: RootSearch, dataRoot: string): CheckedRoot {
  try {
    return { path: checkDataRoot(reader, dataRoot), closed: false }
  } catch (error) {
    if (!closedToo || !isAppError(error, 'permission-denied')) throw error
    return { path: realPath(dataRoot) ?? resolve(dataRoot), closed: true }
  }
}

function isNamed({ connection }: ReachedEngine, path: string): boolean {
  const { dataRoot } = connection.facts
  return path === (realPath(dataRoot) ?? dataRoot)
}

/** The data root that the engine names, if it is on this machine. */
function engineRoot({ reader, target }: RootSearch, engine: ReachedEngine): FoundDataRoot {
  const { endpoint, facts } = engine.connection
  const real = realPath(facts.dataRoot)
  const path = real ?? facts.dataRoot
  const here = endpoint.transport.kind === 'socket' && ownsDataRoot(reader, path, engine)
  const listed = target.scanImage !== null && (!here || real === null)
  if (listed) return { ...NO_ROOT, elsewhere: engine }
  if (here) return { ...NO_ROOT, path }
  const message = 'The engine’s disk is not on this machine; its own figures are all there is.'
  const error = new AppError('root-not-found', message, { context: { path: facts.dataRoot, remote: true } })
  return { ...NO_ROOT, failures: [toFailure(error)] }
}

/** No engine where one would be by default: its disk may still be here. */
function usualRoot(search: RootSearch): FoundDataRoot {
  for (const usual of usualDataRoots(search.reader, homedir())) {
    try {
      return { ...NO_ROOT, path: checkRoot(search, usual).path }
    } catch (error) {
      if (!isAppError(error)) throw error
      // A usual place where there is nothing is no news; one that is closed to us is.
      if (error.code === 'permission-denied') return { ...NO_ROOT, failures: [toFailure(error)] }
    }
  }
  return NO_ROOT
}
