import type { JournalRun, PruneJournal } from '../prune/journal-port.ts'
import { openDatabase } from './database.ts'
import { copyRun, createPruneJournal, type StoredPruneJournal } from './prune-journal.ts'

/** A journal that goes on in memory when its disk is lost. */
export interface LossyPruneJournal extends PruneJournal {
  /** What is written from now on is remembered only until the program ends. */
  readonly lost: boolean
}

/**
 * A journal that may be lost: when it cannot be opened, and after its first error in writing (a full disk, which is why
 * somebody reclaims; a damaged file) it goes on in memory, with all that this program has written before. What can still be
 * read is. `onLost` is told once. A run that has ended may have made room: then all of it is written down after all.
 */
export function createLossyPruneJournal(
  open: () => StoredPruneJournal,
  onLost: (cause: unknown) => void,
): LossyPruneJournal {
  const memory = createPruneJournal(openDatabase(':memory:'))
  const inMemory = new Set<string>()
  let disk: StoredPruneJournal | null = null
  let lost = false

  const trying = (work: () => void): void => {
    try {
      work()
    } catch (cause) {
      lost = true
      onLost(cause)
    }
  }
  trying(() => (disk = open()))
  const onDisk = <T>(read: (journal: PruneJournal) => T, otherwise: T): T =>
    readable(() => (disk === null ? otherwise : read(disk)), otherwise)

  // To memory first: it is what is left when the disk fails.
  const write = (run: string, work: (into: PruneJournal) => void): void => {
    const older = inMemory.has(run) ? null : onDisk((journal) => journal.run(run), null)
    if (older !== null) copyRun(older, memory)
    inMemory.add(run)
    work(memory)
    if (!lost)
      trying(() => {
        if (disk !== null) work(disk)
      })
  }

  const regain = (): void => {
    if (!lost) return
    try {
      disk ??= open()
      for (const run of memory.runs()) disk.put(run)
      lost = false
    } catch {
      // There is still no room, and that was told. The end of the next run tries it again.
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
      regain()
    },
    setMeasured: (run, measured) => {
      write(run, (into) => {
        into.setMeasured(run, measured)
      })
      regain()
    },
    setKept: (run, step, state, at) => {
      write(run, (into) => {
        into.setKept(run, step, state, at)
      })
    },
    runs: () =>
      lost || disk === null
        ? joined(
            memory.runs(),
            onDisk((journal) => journal.runs(), []),
          )
        : disk.runs(),
    run: (id) =>
      lost || disk === null ? (memory.run(id) ?? onDisk((journal) => journal.run(id), null)) : disk.run(id),
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
