import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createUsageMemory } from '../../../src-main/persistence/usage-memory.ts'
import { finish } from '../../helpers/run-process.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const version = (database: DatabaseSync) => database.prepare('PRAGMA user_version').get()?.['user_version']
const rows = (database: DatabaseSync) => database.prepare('SELECT count(*) AS n FROM place_usage').get()?.['n']

/** Steps that there are. */
const LATEST = 4

describe('a database', () => {
  it('is made where there is none, for its owner only, with the directories above it', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'state', 'plimsoll', 'plimsoll.db')
    using database = openDatabase(path)
    expect([version(database), rows(database)]).toEqual([LATEST, 0])
    expect(statSync(join(directory.path, 'state', 'plimsoll')).mode & 0o777).toBe(0o700)
  })

  it('is brought up to date from an empty file', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    writeFileSync(path, '')
    using database = openDatabase(path)
    expect([version(database), rows(database)]).toEqual([LATEST, 0])
  })

  it('keeps what is in it when it is opened again', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    openDatabase(path).close()
    using database = openDatabase(path)
    expect(version(database)).toBe(LATEST)
  })

  it('of a later version is left at that version', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    {
      using later = openDatabase(path)
      later.exec('PRAGMA user_version = 9')
    }
    using database = openDatabase(path)
    expect([version(database), rows(database)]).toEqual([9, 0])
  })

  it('is opened, made and written by several processes at once', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    const names = ['a', 'b', 'c', 'd']
    const script = join(import.meta.dirname, 'remember-many.ts')
    const ends = await Promise.all(names.map((name) => finish([process.execPath, script, path, name])))
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(names.map(() => [0, '']))
    using database = openDatabase(path)
    expect(rows(database)).toBe(names.length * 100)
  }, 30_000)
})

describe('a database that another process is making', () => {
  it('is waited for, and not made again', async () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    const script = join(import.meta.dirname, 'remember-many.ts')
    using maker = new DatabaseSync(path)
    maker.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE')
    const late = finish([process.execPath, script, path, 'late'])
    await sleep(1000)
    maker.exec(schemaOf(directory.path))
    maker.exec(`PRAGMA user_version = ${LATEST}; COMMIT`)
    expect(await late).toMatchObject({ code: 0, stderr: '' })
    expect(rows(maker)).toBe(100)
  }, 30_000)
})

/** The statement that makes the table, as a database that was made in peace has it. */
function schemaOf(directory: string): string {
  using database = openDatabase(join(directory, 'other.db'))
  return String(database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table'").get()?.['sql'])
}

describe('what cannot be opened', () => {
  it('is a file that is not a database', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    writeFileSync(path, 'not a database, and long enough to be read as one '.repeat(100))
    expect(() => openDatabase(path)).toThrow('not a database')
    expect(readFileSync(path, 'utf8')).toContain('not a database')
  })

  it('is below a file', () => {
    using directory = temporaryDirectory()
    writeFileSync(join(directory.path, 'file'), '')
    expect(() => openDatabase(join(directory.path, 'file', 'plimsoll.db'))).toThrow('EEXIST')
  })

  it('is a database that lost its end', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    openDatabase(path).close()
    truncateSync(path, statSync(path).size - 4096)
    expect(() => openDatabase(path)).toThrow('malformed')
  })

  it('is a database of a version whose tables are not there', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    {
      using other = new DatabaseSync(path)
      other.exec('CREATE TABLE other (x); PRAGMA user_version = 3')
    }
    using database = openDatabase(path)
    expect(() => createUsageMemory(database)).toThrow('no such table')
  })
})
