import { setImmediate } from 'node:timers/promises'
import type { Gap } from '../../model/gap.ts'
import type { Place } from '../../model/observations.ts'
import { createPlaceChecker } from './check-place.ts'
import type { PlaceCheck } from './check-place.ts'
import type { Identity } from './disk-reader.ts'
import { createPlaceRuns } from './place-runs.ts'
import type { PlaceRuns } from './place-runs.ts'
import { createPlaceTally } from './place-tally.ts'
import { nestPlaces } from './place-tree.ts'
import type { PlaceTree } from './place-tree.ts'
import { placeUsages } from './place-usages.ts'
import type { PlaceOutcome } from './place-usages.ts'
import { createCrew } from './walk-crew.ts'
import type { Crew } from './walk-crew.ts'
import type { WalkEntry, WalkReport } from './walk-messages.ts'
import type { WalkRequest, WalkResult } from './walk-types.ts'

/** How many places are looked at before the walk processes are served again. */
const PORTION = 256
const PROGRESS_MS = 100

export interface WalkOptions {
  /** The program of the walk processes: `walk-process.ts`, or what that was bundled into. */
  readonly processEntry: string | URL
}

/**
 * Measures places by reading every inode in them, in processes of its own.
 *
 * Never follows a symlink, never enters a mount point, opens no file, and leaves the root's device only for the
 * subvolumes of a btrfs. What vanishes while it is read counts as far as it was seen. What cannot be read is a gap, and its place is incomplete.
 * Throws `walk-failed` when processes keep dying; having been cancelled is a result.
 */
export async function walkPlaces(request: WalkRequest, options: WalkOptions): Promise<WalkResult> {
  const state: WalkState = {
    request,
    tree: nestPlaces(request.root, request.places, request.mountPoints),
    check: createPlaceChecker(request.root, request.mountPoints),
    runs: createPlaceRuns(request.places.length),
    present: new Set(),
    gaps: new Map(),
    over: Promise.withResolvers(),
    lastProgress: performance.now(),
    prepared: false,
  }
  if (request.signal?.aborted !== true) await walk(state, options)
  return resultOf(state)
}

interface WalkState {
  readonly request: WalkRequest
  readonly tree: PlaceTree
  readonly check: (path: string) => PlaceCheck
  readonly runs: PlaceRuns
  /** Places that are there. What lies at the path of another one belongs to the place around it. */
  readonly present: Set<number>
  /** By path and reason: a directory that cannot be searched is met once for each place in it. */
  readonly gaps: Map<string, Gap>
  readonly over: PromiseWithResolvers<undefined>
  lastProgress: number
  prepared: boolean
}

async function walk(state: WalkState, options: WalkOptions): Promise<void> {
  const { signal } = state.request
  const stop = (): void => {
    state.over.resolve(undefined)
  }
  signal?.addEventListener('abort', stop)
  const crew = createWalkCrew(state, options)
  try {
    prepare(state, crew).catch(state.over.reject)
    await state.over.promise
  } finally {
    crew.stop()
    signal?.removeEventListener('abort', stop)
  }
}

function createWalkCrew(state: WalkState, { processEntry }: WalkOptions): Crew {
  const { tree, runs, over, present, request } = state
  /** These run in event handlers, where nobody else would see what is thrown. */
  const guarded = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      over.reject(error)
    }
  }
  const crew = createCrew({
    processEntry,
    processes: request.processes,
    boundariesOf: (run) => tree.boundariesOf(runs.placeOf(run), (place) => present.has(place)),
    onReport: (report) => {
      guarded(() => {
        takeReport(state, crew, report)
      })
    },
    onLoss: (lost, cause) => {
      guarded(() => {
        crew.give(runs.restart(lost, cause))
      })
    },
    onFailure: over.reject,
  })
  return crew
}

/**
 * Looks at every place and hands out what is to be read: first the places with nothing nested in them, and then the
 * others, because which nested places are there is known by then.
 */
async function prepare(state: WalkState, crew: Crew): Promise<void> {
  const around: WalkEntry[] = []
  for (let from = 0; from < state.request.places.length; from += PORTION) {
    const inner: WalkEntry[] = []
    state.request.places.slice(from, from + PORTION).forEach((place, index) => {
      const entry = preparePlace(state, place, from + index)
      if (entry !== null) (state.tree.hasNested(from + index) ? around : inner).push(entry)
    })
    crew.give(inner)
    tellProgress(state)
    await setImmediate()
    if (state.request.signal?.aborted === true) return
  }
  crew.give(around)
  state.prepared = true
  goOn(state, crew)
}

/** Null: nothing is to be read there. */
function preparePlace(state: WalkState, place: Place, index: number): WalkEntry | null {
  const { runs, tree, request } = state
  const path = tree.paths[index] ?? request.root
  if (tree.sameAs(index) !== null) {
    runs.settle(index, { kind: 'listed-before' })
    return null
  }
  const found = state.check(path)
  if ('gap' in found) addGap(state, found.gap)
  if (found.kind !== 'absent') state.present.add(index)
  if (found.kind !== 'directory') {
    runs.settle(index, outcomeWithoutReading(found))
    return null
  }
  const recalled = request.recall?.(place, found.identity) ?? null
  if (recalled === null || !isSame(recalled.identity, found.identity)) return runs.begin(index, { ...found, path })
  runs.settle(index, { kind: 'remembered', walked: recalled })
  return null
}

function outcomeWithoutReading(found: Exclude<PlaceCheck, { kind: 'directory' }>): PlaceOutcome {
  if (found.kind === 'unreadable') return { kind: 'unreadable', because: found.because }
  if (found.kind !== 'file') return null
  const tally = createPlaceTally(found.identity)
  const { link, modifiedAt } = found
  tally.absorb({ tickets: 0, inodes: 0, allocated: 0, apparent: 0, modifiedAt, incomplete: null, links: [link] })
  return { kind: 'walked', walked: tally.finish() }
}

function takeReport(state: WalkState, crew: Crew, report: WalkReport): void {
  for (const gap of report.gaps) addGap(state, gap)
  crew.give(state.runs.absorb(report))
  tellProgress(state)
  goOn(state, crew)
}

function goOn(state: WalkState, crew: Crew): void {
  if (!state.prepared) return
  if (state.runs.done === state.request.places.length) state.over.resolve(undefined)
  else crew.balance()
}

function tellProgress(state: WalkState): void {
  const { request, runs } = state
  const now = performance.now()
  if (request.onProgress === undefined || now - state.lastProgress < PROGRESS_MS) return
  state.lastProgress = now
  request.onProgress({
    inodes: runs.inodes,
    allocated: runs.allocated,
    placesDone: runs.done,
    places: request.places.length,
    usages: () => placeUsages(runs.outcomes),
  })
}

function addGap(state: WalkState, gap: Gap): void {
  state.gaps.set(`${gap.reason} ${gap.path}`, gap)
}

function isSame(a: Identity, b: Identity): boolean {
  return a.dev === b.dev && a.ino === b.ino
}

function resultOf(state: WalkState): WalkResult {
  const { runs, request } = state
  return {
    usages: placeUsages(runs.outcomes),
    walked: runs.outcomes.map((outcome) => (outcome !== null && 'walked' in outcome ? outcome.walked : null)),
    gaps: [...state.gaps.values()].sort(byPath),
    cancelled: runs.done < request.places.length,
  }
}

function byPath(a: Gap, b: Gap): number {
  return a.path === b.path ? compare(a.reason, b.reason) : compare(a.path, b.path)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
