import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createLossySettings } from '../../../src-main/persistence/lossy-settings.ts'
import { createSettings } from '../../../src-main/persistence/settings.ts'
import { temporaryDirectory } from './temporary-directory.ts'

describe('a setting', () => {
  it('is what it was set to last, in a later run too', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    {
      using database = openDatabase(path)
      const settings = createSettings(database)
      expect(settings.get('scan')).toBe(null)
      settings.set('scan', 'sudo')
      settings.set('scan', 'container')
      settings.set('other', '')
    }
    using database = openDatabase(path)
    const settings = createSettings(database)
    expect([settings.get('scan'), settings.get('other'), settings.get('none')]).toEqual(['container', '', null])
  })

  it('finds its place in a database of the first version', () => {
    using directory = temporaryDirectory()
    const path = join(directory.path, 'plimsoll.db')
    {
      using old = openDatabase(path)
      old.exec("INSERT INTO place_usage VALUES ('r', 'k', '1', '2', 3, 4, 5, '[]', 6)")
      old.exec('ALTER TABLE place_usage DROP COLUMN modified_at')
      old.exec('DROP TABLE setting; DROP TABLE prune_step; DROP TABLE prune_run; PRAGMA user_version = 1')
    }
    using database = openDatabase(path)
    createSettings(database).set('scan', 'never')
    expect(database.prepare('SELECT count(*) AS n FROM place_usage').get()?.['n']).toBe(1)
  })

  it('that cannot be kept was never set', () => {
    const lost: unknown[] = []
    const database = openDatabase(':memory:')
    const settings = createLossySettings(createSettings(database), (cause) => lost.push(cause))
    settings.set('scan', 'sudo')
    database.close()
    settings.set('scan', 'container')
    expect([settings.get('scan'), lost.length]).toEqual([null, 1])
  })
})
