import type { Failure } from '../contract/app-state.ts'
import { AppError, isAppError } from '../errors/app-error.ts'
import type { Observations } from '../model/observations.ts'
import type { ReachedEngine } from '../sources/collect-observations.ts'
import type { ScanWay } from '../sources/elevated/scan-link.ts'
import type { FilesReader } from '../sources/files/files-reader.ts'
import { createListedFilesReader, type ListDirectory } from '../sources/listed/listed-files-reader.ts'
import { createListedObserver, type ListedParts } from '../sources/listed/listed-observer.ts'
import { listThroughContainer } from '../sources/listed/list-through-container.ts'
import type { RootSources } from '../sources/observe-root.ts'
import { createLocalObserver, type RootObserver } from '../sources/root-observer.ts'
import { isClosed, type ClosedRoots } from './closed-roots.ts'
import { toFailure } from './failure.ts'
import type { Target } from './target.ts'

export interface ScanPlanParts {
  readonly sources: RootSources
  /** Reads files with the rights of this process. Without it, only figures are read. */
  readonly files?: FilesReader
  readonly target: Pick<Target, 'scanImage'>
  /** Without it, closed roots stay closed. */
  readonly closed?: ClosedRoots
}

/** How roots are read in one inventory, and what is said of those that were not. */
export interface ScanPlan {
  /** Roots that are closed to this process can be read. */
  readonly closedToo: boolean
  /** `engine`: the one whose roots they are. `elsewhere`: they are on its machine, which is not this one. */
  readonly observer: (engine: ReachedEngine | null, roots: readonly string[], elsewhere: boolean) => RootObserver
  /** How the files of single places are read afterwards; null where they cannot be. */
  readonly files: (engine: ReachedEngine | null, roots: readonly string[], elsewhere: boolean) => FilesReader | null
  /** A root that could not be opened is a failure that the user can act on, not only a gap. */
  readonly unreadable: (observations: Observations) => readonly Failure[]
  /** The failure, with what the user chose (`scan`) and could choose (`ways`, with commas) where a right was missing. */
  readonly explain: (failure: Failure) => Failure
  /** The same for what is thrown. */
  readonly explaining: <T>(work: () => Promise<T>) => Promise<T>
}

/** `engine`: any that answered on this machine can start a container. */
export function createScanPlan(
  { sources, files, target, closed }: ScanPlanParts,
  engine: ReachedEngine | null,
): ScanPlan {
  const scan = closed?.choice.current() ?? 'never'
  const context = { scan, ways: (closed?.ways(engine) ?? []).join(',') }
  const problems = new Map<string, AppError>()
  const explain = (failure: Failure): Failure => {
    if (failure.code !== 'permission-denied') return failure
    return { ...failure, context: { ...failure.context, ...context } }
  }
  return {
    closedToo: wayOf(scan) !== null || target.scanImage !== null,
    observer: (owner, roots, elsewhere) => {
      const way = wayOf(scan)
      const { scanImage: image } = target
      const needed = elsewhere || ((way ?? image) !== null && roots.some((path) => isClosed(sources.reader, path)))
      if (!needed) return createLocalObserver(sources)
      const onProblem = (path: string, problem: AppError) => void problems.set(path, problem)
      if (image !== null && owner !== null) return createListedObserver({ list: listWith(owner, image), onProblem })
      if (way === null || closed === undefined) return createLocalObserver(sources)
      return closed.observer(way, { engine, owner, roots, onProblem })
    },
    files: (owner, roots, elsewhere) => {
      const way = wayOf(scan)
      const { scanImage: image } = target
      const listed = image === null || owner === null ? null : createListedFilesReader(listFilesWith(owner, image))
      // Paths of another machine mean nothing here.
      if (elsewhere) return listed
      if (files === undefined) return null
      const elevated = way === null || closed === undefined ? null : closed.files(way, { engine, owner, roots })
      const other = listed ?? elevated ?? files
      const readerOf = (root: string) => (isClosed(sources.reader, root) ? other : files)
      return {
        read: (request) => readerOf(request.place.root).read(request),
        opaque: async (question) => (await readerOf(question.root).opaque?.(question)) ?? 'not-allowed',
      }
    },
    unreadable: ({ roots }) => {
      const unreadable = roots.filter((root) => root.measured === 'unreadable')
      return unreadable.map((root) => explain(failureOf(root, problems.get(root.path))))
    },
    explain,
    explaining: async (work) => {
      try {
        return await work()
      } catch (error) {
        if (!isAppError(error, 'permission-denied')) throw error
        throw new AppError(error.code, error.message, { context: { ...error.context, ...context }, cause: error })
      }
    },
  }
}

function listWith({ connection }: ReachedEngine, image: string): ListedParts['list'] {
  return (root, signal) => listThroughContainer(connection, { image, root, directory: root, signal, now: Date.now })
}

function listFilesWith({ connection }: ReachedEngine, image: string): ListDirectory {
  return (request) => listThroughContainer(connection, { ...request, image, now: Date.now })
}

function wayOf(scan: ScanWay | 'ask' | 'never'): ScanWay | null {
  return scan === 'ask' || scan === 'never' ? null : scan
}

function failureOf({ path, role, gaps: [gap] }: Observations['roots'][number], problem: AppError | undefined): Failure {
  const context = { path, ...(role === 'containerd' ? { role } : {}) }
  if (problem !== undefined) return { ...toFailure(problem), context: { ...context, ...problem.context } }
  const code = gap?.reason === 'permission-denied' ? 'permission-denied' : 'root-not-found'
  return { code, context, message: gap?.detail ?? `${path} cannot be read.` }
}
