import { resolve } from 'node:path'
import type { Failure } from '../contract/app-state.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import type { EngineObservation, RootRole } from '../model/observations.ts'
import type { DiskReader } from '../sources/disk/disk-reader.ts'
import {
  checkContainerdRoot,
  findContainerdRoot,
  INSIDE,
  isForeignContainerd,
  storeOfBoth,
  type ContainerdFinding,
} from '../sources/find-containerd-root.ts'
import { realPath } from '../sources/find-data-root.ts'
import type { CurrentStore } from '../sources/survey-root.ts'
import { toFailure } from './failure.ts'

export interface StorageRoot {
  readonly path: string
  readonly role: RootRole
}

/** The data root that was found, if one was, whose containerd may be another root beside it. */
export interface BesideSearch {
  readonly reader: DiskReader
  readonly dataRoot: string | null
  /** The data root is where an engine of this machine has it. */
  readonly usual: boolean
  /** The data root was asked for. */
  readonly asked: boolean
  /** `--containerd-root`. */
  readonly containerdRoot: string | null
  readonly engine: EngineObservation | null
  /** What was found before: looking costs as much as reading containerd's database. */
  readonly memory: Map<string, ContainerdFinding>
  /** See `RootSearch`. */
  readonly closedToo: boolean
  readonly signal: AbortSignal | undefined
}

export interface BesideRoots {
  readonly roots: readonly StorageRoot[]
  readonly failures: readonly Failure[]
  /** Which store is in use, where only both roots together tell; an engine that answers knows better. */
  readonly current: CurrentStore | null
}

/**
 * The data root, with the root of its containerd where that has one of its own. Throws `AppError` when a containerd root
 * that was asked for is none, or keeps what is another engine's.
 */
export async function addContainerdRoot(search: BesideSearch): Promise<BesideRoots> {
  const found = await findBeside(search)
  const [dataRoot, beside] = found.roots
  const askDisk = search.engine === null && dataRoot !== undefined && beside !== undefined
  const current = askDisk ? await storeOfBoth({ ...search, dataRoot: dataRoot.path }, beside.path) : null
  return { ...found, current }
}

type Beside = Omit<BesideRoots, 'current'>

async function findBeside(search: BesideSearch): Promise<Beside> {
  const { dataRoot, containerdRoot } = search
  const roots: StorageRoot[] = dataRoot === null ? [] : [{ path: dataRoot, role: 'data-root' }]
  if (containerdRoot !== null) return askedRoots(search, roots, containerdRoot)
  if (dataRoot === null) return { roots, failures: [] }
  const found = await recall(search, dataRoot)
  if (found.kind === 'none') return { roots, failures: [] }
  // Of this machine's own engine it can only be this one; whoever may read it will know.
  if (found.kind === 'found' || (found.kind === 'closed' && (search.usual || search.closedToo)))
    return { roots: [...roots, { path: found.path, role: 'containerd' }], failures: [] }
  return { roots, failures: [toFailure(notFound(found))] }
}

async function askedRoots(
  search: BesideSearch,
  roots: readonly StorageRoot[],
  containerdRoot: string,
): Promise<Beside> {
  const { dataRoot, asked, engine } = search
  const path = checkRoot(search, containerdRoot)
  const beside: StorageRoot = { path, role: 'containerd' }
  if (dataRoot !== null && path === `${dataRoot}/${INSIDE}`) return { roots, failures: [] }
  if (dataRoot !== null && isWithin(dataRoot, path)) throw nested(dataRoot, path)
  if (!(await isForeignContainerd(search, path))) return { roots: [...roots, beside], failures: [] }
  // Nobody asked for the usual data root: then the other one alone is meant.
  if (!asked && engine === null) return { roots: [beside], failures: [] }
  const message = `The containerd at ${path} keeps nothing that ${dataRoot ?? 'the engine'} knows of: it is another engine’s.`
  throw new AppError('root-not-a-data-root', message, { context: { path, role: 'containerd', foreign: true } })
}

/** Whether a closed directory is one is for whoever may read it to see. */
function checkRoot({ reader, closedToo }: BesideSearch, containerdRoot: string): string {
  try {
    return checkContainerdRoot(reader, containerdRoot)
  } catch (error) {
    if (!closedToo || !isAppError(error, 'permission-denied')) throw error
    return realPath(containerdRoot) ?? resolve(containerdRoot)
  }
}

function isWithin(one: string, other: string): boolean {
  return one === other || other.startsWith(`${one}/`) || one.startsWith(`${other}/`)
}

function nested(dataRoot: string, path: string): AppError {
  const message = `${path} and the data root ${dataRoot} lie in one another: their bytes would be counted twice.`
  return new AppError('bad-input', message, { context: { path, dataRoot, role: 'containerd' } })
}

/**
 * What once was found stays where it is, as long as the engine keeps its images in the same way. That there is none is
 * not remembered: an engine without images needs it with its first one.
 */
async function recall(search: BesideSearch, dataRoot: string): Promise<ContainerdFinding> {
  const { engine, memory } = search
  const key = JSON.stringify([dataRoot, engine?.imageStore, engine?.storageDriver, engine?.containerdAddress])
  const known = memory.get(key)
  if (known !== undefined) return known
  const found = await findContainerdRoot({ ...search, dataRoot })
  if (found.kind === 'found') memory.set(key, found)
  return found
}

function notFound({ kind, path }: Extract<ContainerdFinding, { kind: 'missing' | 'closed' }>): AppError {
  const context = { path, role: 'containerd' }
  if (kind === 'closed')
    return new AppError('permission-denied', `The containerd at ${path} cannot be read.`, { context })
  const message = `Images and layers are in a containerd outside of the data root, and it was not found: not at ${path}.`
  return new AppError('root-not-found', message, { context })
}
