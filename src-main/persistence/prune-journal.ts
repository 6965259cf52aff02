import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { BugError } from '../errors/bug-error.ts'
import type { Keepsake } from '../prune/commands-port.ts'
import type {
  JournalRun,
  JournalStep,
  KeptState,
  MeasuredRun,
  PruneJournal,
  RunEnd,
  StepOutcome,
} from '../prune/journal-port.ts'
import type { PrunePlan } from '../prune/plan.ts'

export interface StoredPruneJournal extends PruneJournal {
  /** Writes a whole run, over what is there of it; all of it or nothing. */
  put(run: JournalRun): void
}

/**
 * The record of what was removed, in SQLite. What a call writes is on disk when it returns where the database is one of
 * `openJournalDatabase`. Throws what SQLite throws: a full disk, a damaged file, a run that was begun before.
 */
export function createPruneJournal(database: DatabaseSync): StoredPruneJournal {
  const statements = prepare(database)
  const journal: PruneJournal = {
    beginRun(plan, at) {
      statements.beginRun.run(plan.id, JSON.stringify(plan), at)
    },
    begin(run, step, at, keepsake) {
      statements.begin.run(run, step, at, keepsake === null ? null : JSON.stringify(keepsake))
    },
    end(run, step, at, outcome) {
      const kept: KeptState | null = outcome.kind === 'done' && outcome.keptAt !== null ? 'kept' : null
      checkKnown(statements.end.run(at, JSON.stringify(outcome), kept, run, step), `step ${step} of run ${run}`)
    },
    endRun(run, at, ended) {
      checkKnown(statements.endRun.run(at, ended, run), `run ${run}`)
    },
    setMeasured(run, measured) {
      checkKnown(statements.setMeasured.run(JSON.stringify(measured), run), `run ${run}`)
    },
    setKept(run, step, state, at) {
      checkKnown(statements.setKept.run(state, at, run, step), `step ${step} of run ${run}`)
    },
    runs: () => statements.runs.all().map((row) => runOf(row, statements.steps.all(text(row['id'])))),
    run(id) {
      const row = statements.run.get(id)
      return row === undefined ? null : runOf(row, statements.steps.all(id))
    },
  }
  return {
    ...journal,
    put(run) {
      database.exec('BEGIN IMMEDIATE')
      try {
        statements.forgetSteps.run(run.id)
        statements.forgetRun.run(run.id)
        copyRun(run, journal)
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    },
  }
}

/** Writes a run into a journal that does not have it. */
export function copyRun(run: JournalRun, into: PruneJournal): void {
  into.beginRun(run.plan, run.beganAt)
  for (const { step, beganAt, endedAt, outcome, keepsake, kept } of run.steps) {
    into.begin(run.id, step, beganAt, keepsake)
    if (outcome !== null) into.end(run.id, step, endedAt ?? beganAt, outcome)
    if (kept !== null) into.setKept(run.id, step, kept, endedAt ?? beganAt)
  }
  if (run.ended !== null) into.endRun(run.id, run.endedAt ?? run.beganAt, run.ended)
  if (run.measured !== null) into.setMeasured(run.id, run.measured)
}

function prepare(database: DatabaseSync) {
  const columns = 'id, plan, began_at, ended_at, ended, measured'
  return {
    beginRun: database.prepare('INSERT INTO prune_run (id, plan, began_at) VALUES (?, ?, ?)'),
    begin: database.prepare('INSERT INTO prune_step (run, step, began_at, keepsake) VALUES (?, ?, ?, ?)'),
    end: database.prepare('UPDATE prune_step SET ended_at = ?, outcome = ?, kept = ? WHERE run = ? AND step = ?'),
    endRun: database.prepare('UPDATE prune_run SET ended_at = ?, ended = ? WHERE id = ?'),
    setMeasured: database.prepare('UPDATE prune_run SET measured = ? WHERE id = ?'),
    forgetRun: database.prepare('DELETE FROM prune_run WHERE id = ?'),
    forgetSteps: database.prepare('DELETE FROM prune_step WHERE run = ?'),
    setKept: database.prepare('UPDATE prune_step SET kept = ?, kept_at = ? WHERE run = ? AND step = ?'),
    // Runs of one millisecond stay in the order in which they were written.
    runs: database.prepare(`SELECT ${columns} FROM prune_run ORDER BY began_at DESC, rowid DESC`),
    run: database.prepare(`SELECT ${columns} FROM prune_run WHERE id = ?`),
    steps: database.prepare(
      'SELECT step, began_at, ended_at, outcome, keepsake, kept FROM prune_step WHERE run = ? ORDER BY step',
    ),
  }
}

type Row = Readonly<Record<string, SQLOutputValue>>

/** Our own columns, written above. */
function runOf(row: Row, steps: readonly Row[]): JournalRun {
  return {
    id: text(row['id']),
    plan: JSON.parse(text(row['plan'])) as PrunePlan,
    beganAt: text(row['began_at']),
    endedAt: textOrNull(row['ended_at']),
    ended: textOrNull(row['ended']) as RunEnd | null,
    steps: steps.map(stepOf),
    measured: jsonOrNull(row['measured']) as MeasuredRun | null,
  }
}

function stepOf(row: Row): JournalStep {
  return {
    step: Number(row['step']),
    beganAt: text(row['began_at']),
    endedAt: textOrNull(row['ended_at']),
    outcome: jsonOrNull(row['outcome']) as StepOutcome | null,
    keepsake: jsonOrNull(row['keepsake']) as Keepsake | null,
    kept: textOrNull(row['kept']) as KeptState | null,
  }
}

function text(value: SQLOutputValue | undefined): string {
  return textOrNull(value) ?? ''
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function jsonOrNull(value: SQLOutputValue | undefined): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null
}

function checkKnown({ changes }: { readonly changes: number | bigint }, what: string): void {
  if (Number(changes) !== 1) throw new BugError(`The journal has no ${what}.`)
}
