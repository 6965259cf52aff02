import type { DatabaseSync } from 'node:sqlite'

/** What the user decided once for all, as text by name. What a text means is for its reader to check. */
export interface Settings {
  get(name: string): string | null
  set(name: string, value: string): void
}

export function createSettings(database: DatabaseSync): Settings {
  const select = database.prepare('SELECT value FROM setting WHERE name = ?')
  const insert = database.prepare('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)')
  return {
    get(name) {
      const value = select.get(name)?.['value']
      return typeof value === 'string' ? value : null
    },
    set(name, value) {
      insert.run(name, value)
    },
  }
}
