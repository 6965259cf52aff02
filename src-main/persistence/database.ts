import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** One step each; the schema's version is their number. Steps are only ever added. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE place_usage (
     root TEXT NOT NULL,
     key TEXT NOT NULL,
     dev TEXT NOT NULL,
     ino TEXT NOT NULL,
     allocated INTEGER NOT NULL,
     apparent INTEGER NOT NULL,
     inodes INTEGER NOT NULL,
     outside_links TEXT NOT NULL,
     PRIMARY KEY (root, key)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE setting (
     name TEXT NOT NULL PRIMARY KEY,
     value TEXT NOT NULL
   ) STRICT, WITHOUT ROWID`,
  // Without one a place is not remembered: it is walked once more.
  `ALTER TABLE place_usage ADD COLUMN modified_at REAL`,
  // The journal of what was removed. Plan, outcome, keepsake and measured: JSON, as their types are.
  `CREATE TABLE prune_run (
     id TEXT NOT NULL UNIQUE,
     plan TEXT NOT NULL,
     began_at TEXT NOT NULL,
     ended_at TEXT,
     ended TEXT,
     measured TEXT
   ) STRICT;
   CREATE TABLE prune_step (
     run TEXT NOT NULL REFERENCES prune_run (id),
     step INTEGER NOT NULL,
     began_at TEXT NOT NULL,
     ended_at TEXT,
     outcome TEXT,
     keepsake TEXT,
     kept TEXT,
     kept_at TEXT,
     PRIMARY KEY (run, step)
   ) STRICT, WITHOUT ROWID`,
]

/**
 * Opens the program's own database, creating it or bringing it up to date. `:memory:` keeps nothing.
 * Several processes may have it open: WAL, and a busy timeout.
 */
export function openDatabase(path: string): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(path, { timeout: 5000 })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  migrate(database)
  return database
}

/**
 * The same database for the journal of what was removed, which must be true after a power cut: what is written is on disk
 * when the call returns. A connection of its own, so that nothing else pays for it.
 */
export function openJournalDatabase(path: string): DatabaseSync {
  const database = openDatabase(path)
  database.exec('PRAGMA synchronous = FULL')
  return database
}

function migrate(database: DatabaseSync): void {
  if (versionOf(database) >= MIGRATIONS.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    // Asked again under the lock: another process may have taken the same steps in the meantime.
    const version = versionOf(database)
    for (const step of MIGRATIONS.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${Math.max(version, MIGRATIONS.length)}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}
