import type { AppError } from '../../errors/app-error.ts'
import type { Identity } from './disk-reader.ts'
import { createPlaceTally } from './place-tally.ts'
import type { PlaceTally } from './place-tally.ts'
import type { PlaceOutcome } from './place-usages.ts'
import type { WalkEntry, WalkReport } from './walk-messages.ts'

/** A place is begun again once after a process died that had a part of it. */
const MOST_ATTEMPTS = 2

/**
 * How far the places are. A run is one attempt at one place; when a process dies, what it had counted of a place
 * and not told is lost, so the place is begun again under a new number and the old one is not listened to any more.
 */
export interface PlaceRuns {
  readonly outcomes: readonly PlaceOutcome[]
  readonly done: number
  /** Seen in this walk so far, in finished and unfinished places. */
  readonly inodes: number
  readonly allocated: number
  /** For a place that needs no reading. */
  settle(place: number, outcome: PlaceOutcome): void
  /** The entry that a process has to read first. */
  begin(place: number, top: PlaceTop): WalkEntry
  placeOf(run: number): number
  /** Counts what was reported. Returned: the entries that came back and have to go to another process. */
  absorb(report: WalkReport): readonly WalkEntry[]
  /** Begins lost runs again. Throws `cause` for a place that was lost before. */
  restart(runs: readonly number[], cause: AppError): readonly WalkEntry[]
}

/** The directory that a place is: read by a walk process, but counted here. */
export interface PlaceTop {
  readonly path: string
  readonly identity: Identity
  readonly allocated: number
  readonly modifiedAt: number
}

interface Run {
  readonly place: number
  readonly top: PlaceTop
  readonly tally: PlaceTally
}

export function createPlaceRuns(places: number): PlaceRuns {
  const outcomes = Array.from({ length: places }, (): PlaceOutcome => null)
  const live = new Map<number, Run>()
  const placesOfRuns: number[] = []
  const attempts = new Map<number, number>()
  const sum = { done: 0, inodes: 0, allocated: 0 }

  const settle = (place: number, outcome: PlaceOutcome): void => {
    outcomes[place] = outcome
    sum.done += 1
  }
  const begin = (place: number, top: PlaceTop): WalkEntry => {
    const run = placesOfRuns.push(place) - 1
    const tally = startTally(top)
    sum.inodes += tally.inodes
    sum.allocated += tally.allocated
    live.set(run, { place, top, tally })
    return [run, top.path, top.identity.dev, top.identity.ino]
  }
  const finish = (id: number, { place, tally }: Run): void => {
    live.delete(id)
    settle(place, { kind: 'walked', walked: tally.finish() })
  }
  const absorbRun = (id: number, run: Run, report: WalkReport['runs'][number]): void => {
    const before = { inodes: run.tally.inodes, allocated: run.tally.allocated }
    run.tally.absorb(report)
    sum.inodes += run.tally.inodes - before.inodes
    sum.allocated += run.tally.allocated - before.allocated
    if (run.tally.open === 0) finish(id, run)
  }
  const restartRun = (id: number, cause: AppError): readonly WalkEntry[] => {
    const run = live.get(id)
    if (run === undefined) return []
    const attempt = (attempts.get(run.place) ?? 1) + 1
    if (attempt > MOST_ATTEMPTS) throw cause
    attempts.set(run.place, attempt)
    live.delete(id)
    sum.inodes -= run.tally.inodes
    sum.allocated -= run.tally.allocated
    return [begin(run.place, run.top)]
  }
  return {
    outcomes,
    get done() {
      return sum.done
    },
    get inodes() {
      return sum.inodes
    },
    get allocated() {
      return sum.allocated
    },
    settle,
    begin,
    placeOf: (run) => placesOfRuns[run] ?? 0,
    absorb: (report) => {
      const returned = report.returned.filter(([run]) => live.has(run))
      // First what came back, so that no place looks finished while a part of it is on its way.
      for (const [run] of returned) live.get(run)?.tally.addEntries(1)
      for (const row of report.runs) {
        const run = live.get(row.run)
        if (run !== undefined) absorbRun(row.run, run, row)
      }
      return returned
    },
    restart: (runs, cause) => runs.flatMap((run) => restartRun(run, cause)),
  }
}

function startTally({ identity, allocated, modifiedAt }: PlaceTop): PlaceTally {
  const tally = createPlaceTally(identity)
  tally.addEntries(1)
  tally.absorb({ tickets: 0, inodes: 1, allocated, apparent: 0, modifiedAt, incomplete: null, links: [] })
  return tally
}
