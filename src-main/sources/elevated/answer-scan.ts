import { isAppError } from '../../errors/app-error.ts'
import { BugError } from '../../errors/bug-error.ts'
import type { Place, RootSurvey } from '../../model/observations.ts'
import type { DiskReader, Identity } from '../disk/disk-reader.ts'
import { absolutePath } from '../disk/place-tree.ts'
import type { WalkRequest, WalkResult } from '../disk/walk-types.ts'
import { observeMetadata } from '../observe-root.ts'
import type { ListFiles } from '../files/list-in-process.ts'
import { answerFiles } from './answer-files.ts'
import { answerOpaque } from './answer-opaque.ts'
import { createChangedUsages } from './changed-usages.ts'
import { demandScannableRoot } from './check-root.ts'
import { messageLines } from './message-lines.ts'
import { parseQuestion } from './parse-message.ts'
import {
  SCAN_PROTOCOL,
  type KnownPlace,
  type ScanAnswer,
  type ScannedPlace,
  type ScanQuestion,
} from './scan-messages.ts'

/** So many places, or so many links of theirs, in a line: few lines, and none that keeps its reader busy for long. */
const PORTION = 1000
const LINKS = 50_000
/** More than this in `engine-id` is no ID. */
const SMALL = 4096
/** Whatever the asker wants. */
const MOST_PROCESSES = 8

export interface ScannerParts {
  readonly reader: DiskReader
  readonly walk: (request: WalkRequest) => Promise<WalkResult>
  readonly list: ListFiles
  readonly bootId: string | null
  readonly say: (answer: ScanAnswer) => void
}

/**
 * The scanner: answers questions until there are no more, and stops at once what it is doing then. It opens nothing for
 * writing, and looks at nothing but storage roots.
 * Throws `Misshapen` for a question that is none: whoever asks is not who it was made for.
 */
export async function answerScan(questions: AsyncIterable<Uint8Array>, parts: ScannerParts): Promise<void> {
  const surveys = new Map<string, RootSurvey>()
  let running: AbortController | null = null
  parts.say({ say: 'ready', protocol: SCAN_PROTOCOL, bootId: parts.bootId })
  try {
    for await (const line of messageLines(questions)) {
      const question = parseQuestion(line)
      if (question.ask === 'cancel') {
        running?.abort()
        continue
      }
      if (running !== null) throw new BugError('A question came before the last one was answered.')
      const controller = new AbortController()
      running = controller
      void answer(question, { ...parts, surveys, signal: controller.signal }).then(() => (running = null))
    }
  } finally {
    running?.abort()
  }
}

interface Answering extends ScannerParts {
  /** By path of the root: what was said in answer to `metadata`. */
  readonly surveys: Map<string, RootSurvey>
  readonly signal: AbortSignal
}

async function answer(question: Exclude<ScanQuestion, { ask: 'cancel' }>, parts: Answering): Promise<void> {
  try {
    if (question.ask === 'metadata') await answerMetadata(question, parts)
    else if (question.ask === 'files') await answerFiles(question, parts)
    else if (question.ask === 'opaque') await answerOpaque(question, parts)
    else await answerWalk(question, parts)
  } catch (error) {
    parts.say(failureOf(error))
  }
}

async function answerMetadata(
  question: Extract<ScanQuestion, { ask: 'metadata' }>,
  { reader, walk, surveys, signal, say }: Answering,
): Promise<void> {
  const { path, role } = question
  demandScannableRoot(reader, path, role)
  const request = { ...question, reuse: null, everything: true, signal }
  const { usages: _none, ...observation } = await observeMetadata(
    { reader, walk, memory: NO_MEMORY, processes: 1 },
    request,
  )
  const { survey } = observation
  const identities = await identify(reader, { path, places: survey.places, signal })
  surveys.set(path, survey)
  const identity = directoryAt(reader, path)
  say({ say: 'metadata', root: { observation, engineId: engineIdIn(reader, path), identity, identities } })
}

function engineIdIn(reader: DiskReader, path: string): string | null {
  try {
    const written = reader.readText(`${path}/engine-id`, SMALL)?.trim() ?? ''
    return written === '' ? null : written
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}

/** Nothing is written where this runs: the asker remembers. */
const NO_MEMORY = { recall: () => null, remember: () => undefined, forget: () => undefined }

async function identify(
  reader: DiskReader,
  { path, places, signal }: { path: string; places: readonly Place[]; signal: AbortSignal },
): Promise<readonly (Identity | null)[]> {
  const identities: (Identity | null)[] = []
  for (const place of places) {
    identities.push(directoryAt(reader, absolutePath(path, place.path)))
    await reader.breathe(signal)
  }
  return identities
}

function directoryAt(reader: DiskReader, path: string): Identity | null {
  try {
    const found = reader.identify(path)
    return found?.kind === 'directory' ? { dev: found.dev, ino: found.ino } : null
  } catch (error) {
    // What cannot be looked at becomes the walk's gap.
    if (isAppError(error)) return null
    throw error
  }
}

async function answerWalk(
  { path, processes, known }: Extract<ScanQuestion, { ask: 'walk' }>,
  { reader, walk, surveys, signal, say }: Answering,
): Promise<void> {
  const places = surveys.get(path)?.places
  if (places === undefined) throw new BugError(`A walk of ${path}, whose metadata nobody asked for.`)
  const changedUsages = createChangedUsages(() => performance.now())
  const recall = recallFrom(places, known)
  const result = await walk({
    root: path,
    places,
    mountPoints: reader.mounts().below(path),
    processes: Math.min(Math.max(processes, 1), MOST_PROCESSES),
    recall,
    onProgress: ({ usages, ...progress }) => {
      say({ say: 'progress', ...progress, changed: changedUsages(usages) })
    },
    signal,
  })
  sayPlaces(result, say)
  say({ say: 'walked', gaps: result.gaps, cancelled: result.cancelled })
}

/** Whether the directory is still the same is for the walk to see. */
function recallFrom(places: readonly Place[], known: readonly KnownPlace[]): NonNullable<WalkRequest['recall']> {
  const byPlace = new Map(known.map(({ place, walked }) => [places[place], walked]))
  return (place) => byPlace.get(place) ?? null
}

function sayPlaces({ usages, walked }: WalkResult, say: ScannerParts['say']): void {
  let portion: ScannedPlace[] = []
  let links = 0
  usages.forEach((usage, place) => {
    const found = walked[place] ?? null
    portion.push({ usage, walked: usage?.remembered === true ? 'known' : found })
    links += found?.outsideLinks.length ?? 0
    if (portion.length < PORTION && links < LINKS && place + 1 < usages.length) return
    say({ say: 'places', from: place + 1 - portion.length, places: portion })
    portion = []
    links = 0
  })
}

function failureOf(error: unknown): ScanAnswer {
  if (isAppError(error)) return { say: 'failed', code: error.code, message: error.message, context: error.context }
  const message = error instanceof Error ? error.message : String(error)
  return { say: 'failed', code: 'bug', message, context: {} }
}
