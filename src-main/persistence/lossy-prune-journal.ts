import type { JournalRun, PruneJournal } from '../prune/journal-port.ts'
import { openDatabase } from './database.ts'
import { createPruneJournal } from './prune-journal.ts'

/** A journal that goes on in memory when its disk is lost. */
export interface LossyPruneJournal extends PruneJournal {
  /** What is written from now on is remembered only until the program ends. */
  readonly lost: boolean
}

/**
 * A journal that may be lost: after its first error in writing (a full disk, which is why somebody reclaims; a damaged file)
 * it goes on in memory, with all that this program has written before. What can still be read is. `onLost` is told once.
 */
export function createLossyPruneJournal(journal: PruneJournal, onLost: (cause: unknown) => void): LossyPruneJournal {
  const memory = createPruneJournal(openDatabase(':memory:'))
  const inMemory = new Set<string>()
  let lost = false

  // To memory first: it is what is left when the disk fails.
  const write = (run: string, work: (into: PruneJournal) => void): void => {
    const older = inMemory.has(run) ? null : readable(() => journal.run(run), null)
    if (older !== null) copyRun(older, memory)
    inMemory.add(run)
    work(memory)
    if (lost) return
    try {
      work(journal)
    } catch (cause) {
      lost = true
      onLost(cause)
    }
  }

  return {
    get lost() {
      return lost
    },
    beginRun: (plan, at) => {
      write(plan.id, (into) => {
        into.beginRun(plan, at)
      })
    },
    begin: (run, step, at, keepsake) => {
      write(run, (into) => {
        into.begin(run, step, at, keepsake)
      })
    },
    end: (run, step, at, outcome) => {
      write(run, (into) => {
        into.end(run, step, at, outcome)
      })
    },
    endRun: (run, at, ended) => {
      write(run, (into) => {
        into.endRun(run, at, ended)
      })
    },
    setMeasured: (run, measured) => {
      write(run, (into) => {
        into.setMeasured(run, measured)
      })
    },
    setKept: (run, step, state, at) => {
      write(run, (into) => {
        into.setKept(run, step, state, at)
      })
    },
    runs: () =>
      lost
        ? joined(
            memory.runs(),
            readable(() => journal.runs(), []),
          )
        : journal.runs(),
    run: (id) => (lost ? (memory.run(id) ?? readable(() => journal.run(id), null)) : journal.run(id)),
  }
}

/** What a damaged or missing database cannot say is not there. */
function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch {
    // Nobody is told: writing to it fails just as well, and that is told.
    return otherwise
  }
}

/** Newest first; a run that memory has too is complete only there. */
function joined(inMemory: readonly JournalRun[], onDisk: readonly JournalRun[]): readonly JournalRun[] {
  const ids = new Set(inMemory.map(({ id }) => id))
  return [...inMemory, ...onDisk.filter(({ id }) => !ids.has(id))].sort((a, b) =>
    a.beganAt === b.beganAt ? 0 : a.beganAt < b.beganAt ? 1 : -1,
  )
}

function copyRun(run: JournalRun, into: PruneJournal): void {
  into.beginRun(run.plan, run.beganAt)
  for (const { step, beganAt, endedAt, outcome, keepsake, kept } of run.steps) {
    into.begin(run.id, step, beganAt, keepsake)
    if (outcome !== null) into.end(run.id, step, endedAt ?? beganAt, outcome)
    if (kept !== null) into.setKept(run.id, step, kept, endedAt ?? beganAt)
  }
  if (run.ended !== null) into.endRun(run.id, run.endedAt ?? run.beganAt, run.ended)
  if (run.measured !== null) into.setMeasured(run.id, run.measured)
}
