import { AppError, isAppError, throwIfCancelled } from '../../errors/app-error.ts'
import type { ContainerId } from '../../model/identifiers.ts'
import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { Identity } from '../disk/disk-reader.ts'
import type { WalkRequest, WalkResult } from '../disk/walk-types.ts'
import type { FilesRead, FilesRequest, OpaqueQuestion } from '../files/files-reader.ts'
import type { RootRequest } from '../observe-root.ts'
import { createFilesAnswers } from './receive-files.ts'
import { createWalkReceiver } from './receive-walk.ts'
import { createScanLine, type ScanLine } from './scan-line.ts'
import type { ScanLink } from './scan-link.ts'
import { SCAN_PROTOCOL, type KnownPlace, type ScanAnswer, type ScannedRoot } from './scan-messages.ts'

/** How long a scanner may take to stop what it does. */
const GRACE_MS = 2000

/** A scanner that has answered. It is asked one thing at a time: who comes while it answers waits for the end of that. */
export interface ScanSession {
  /** See `ScanAnswer` ready. */
  readonly bootId: string | null
  /** Nothing is left of it: another one has to be started. */
  readonly over: boolean
  /** Throws what the scanner refuses it for, `walk-failed` when it dies or makes no sense, `cancelled`. */
  metadata(request: RootRequest): Promise<ScannedRoot>
  /** Walks a root whose metadata was asked for. Throws as above; having been cancelled is a result. */
  walk(request: WalkRequest): Promise<WalkResult>
  /**
   * Lists a place. `onRoot` is told of the root's directory as the scanner sees it, and may throw. Throws as above, and
   * `cancelled`.
   */
  files(request: FilesRequest, onRoot: (root: Identity | null) => void): Promise<FilesRead>
  /** Which directories of layers are opaque. Throws as above, and `cancelled`. */
  opaque(question: OpaqueQuestion): Promise<ReadonlySet<number> | OpaqueBecause>
  /** Resolves when it has ended, or was given up. */
  close(): Promise<void>
}

export interface SessionOptions {
  readonly signal: AbortSignal | undefined
  /** Milliseconds until the scanner must have answered; null where a person has to agree first. */
  readonly patience: number | null
}

/**
 * Waits until a scanner that was started answers.
 * Throws why it could not be started; `walk-failed` when it ended, made no sense or took too long; `cancelled`.
 */
export async function openScanSession(link: ScanLink, options: SessionOptions): Promise<ScanSession> {
  const line = createScanLine(link)
  try {
    const ready = await withinPatience(link, options, (force) => line.next(force))
    if (ready.say !== 'ready' || ready.protocol !== SCAN_PROTOCOL) {
      throw line.misunderstood(`not version ${SCAN_PROTOCOL} of the scanner`)
    }
    const own = link.container === null ? [] : [link.container]
    return createSession(line, { bootId: ready.bootId, own })
  } catch (error) {
    await line.close()
    throw error
  }
}

async function withinPatience<T>(
  { how }: ScanLink,
  { signal, patience }: SessionOptions,
  work: (force: AbortSignal) => Promise<T>,
): Promise<T> {
  const force = new AbortController()
  const detail = `no answer within ${patience ?? 0} ms`
  const late = (): void => {
    force.abort(new AppError('walk-failed', `The scan by ${how} gave ${detail}.`, { context: { how, detail } }))
  }
  const timer = patience === null ? undefined : setTimeout(late, patience)
  const stop = (): void => {
    force.abort(cancelled())
  }
  try {
    return await whileListening(signal, stop, () => work(force.signal))
  } finally {
    clearTimeout(timer)
  }
}

interface SessionFacts {
  readonly bootId: string | null
  /** See `ScanQuestion`. */
  readonly own: readonly ContainerId[]
}

function createSession(line: ScanLine, { bootId, own }: SessionFacts): ScanSession {
  const identities = new Map<string, readonly (Identity | null)[]>()
  const alone = createTurns()
  return {
    bootId,
    get over() {
      return line.over
    },
    metadata: ({ path, role, current, live, signal }) =>
      alone(async () => {
        line.ask({ ask: 'metadata', path, role, current, own, live })
        const answer = await stoppable(line, signal, (force) => line.next(force))
        if (answer.say !== 'metadata' || !belongsTo(answer.root, path))
          throw line.misunderstood('not the root’s metadata')
        identities.set(path, answer.root.identities)
        return answer.root
      }),
    walk: (request) => alone(() => walk(line, request, identities.get(request.root) ?? [])),
    files: (request, onRoot) => alone(() => files(line, request, onRoot)),
    opaque: (question) => alone(() => opaque(line, question)),
    close: () => line.close(),
  }
}

async function files(
  line: ScanLine,
  request: FilesRequest,
  onRoot: (root: Identity | null) => void,
): Promise<FilesRead> {
  throwIfCancelled(request.signal)
  line.ask({ ask: 'files', place: request.place })
  const answers = createFilesAnswers(request, onRoot)
  return stoppable(line, request.signal, (force) => nextWhole(line, force, (answer) => answers.take(answer)))
}

async function opaque(
  line: ScanLine,
  { root, role, directories, rootless, signal }: OpaqueQuestion,
): Promise<ReadonlySet<number> | OpaqueBecause> {
  throwIfCancelled(signal)
  line.ask({ ask: 'opaque', root, role, directories, rootless })
  const answer = await stoppable(line, signal, (force) => line.next(force))
  if (answer.say === 'opaque-unknown') return answer.because
  if (answer.say !== 'opaque' || answer.places.some((place) => place >= directories.length))
    throw line.misunderstood('not which directories are opaque')
  return new Set(answer.places)
}

/** Hears answers until they make a whole. */
async function nextWhole<T>(line: ScanLine, force: AbortSignal, take: (answer: ScanAnswer) => T | null): Promise<T> {
  for (;;) {
    const answer = await line.next(force)
    const result = line.understand(() => take(answer))
    if (result !== null) return result
  }
}

/** One after the other, whatever becomes of each. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}

function belongsTo({ observation, identities }: ScannedRoot, path: string): boolean {
  return observation.path === path && observation.survey.places.length === identities.length
}

async function walk(
  line: ScanLine,
  request: WalkRequest,
  identities: readonly (Identity | null)[],
): Promise<WalkResult> {
  const { root, processes, signal } = request
  const known = knownPlaces(request, identities)
  const receiver = createWalkReceiver(request, known)
  if (signal?.aborted === true) return receiver.cut()
  line.ask({ ask: 'walk', path: root, processes, known })
  try {
    return await stoppable(line, signal, (force) => nextWhole(line, force, (answer) => receiver.take(answer)))
  } catch (error) {
    if (isAppError(error, 'cancelled')) return receiver.cut()
    throw error
  }
}

function knownPlaces({ places, recall }: WalkRequest, identities: readonly (Identity | null)[]): readonly KnownPlace[] {
  return places.flatMap((place, index) => {
    const identity = identities[index] ?? null
    const walked = identity === null ? null : (recall?.(place, identity) ?? null)
    return walked === null ? [] : [{ place: index, walked }]
  })
}

/** Asks the scanner to stop when the signal fires, and gives it up when it goes on. */
async function stoppable<T>(
  line: ScanLine,
  signal: AbortSignal | undefined,
  work: (force: AbortSignal) => Promise<T>,
): Promise<T> {
  const force = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    line.ask({ ask: 'cancel' })
    timer = setTimeout(() => {
      force.abort(cancelled())
    }, GRACE_MS)
  }
  try {
    return await whileListening(signal, stop, () => work(force.signal))
  } finally {
    clearTimeout(timer)
  }
}

async function whileListening<T>(
  signal: AbortSignal | undefined,
  onAbort: () => void,
  work: () => Promise<T>,
): Promise<T> {
  if (signal?.aborted === true) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await work()
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The scan was cancelled.')
}
