import type { DatabaseSync } from 'node:sqlite'
import type { UsageMemory } from '../sources/disk/usage-memory.ts'
import type { OutsideLink, WalkedPlace } from '../sources/disk/walk-types.ts'

/** The usage of immutable layers, kept in SQLite so that a second run does not walk them again. */
export function createUsageMemory(database: DatabaseSync): UsageMemory {
  const select = database.prepare(
    `SELECT allocated, apparent, inodes, outside_links, modified_at FROM place_usage
     WHERE root = ? AND key = ? AND dev = ? AND ino = ?`,
  )
  const insert = database.prepare(
    `INSERT OR REPLACE INTO place_usage (root, key, dev, ino, allocated, apparent, inodes, outside_links, modified_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const keys = database.prepare('SELECT key FROM place_usage WHERE root = ?')
  const remove = database.prepare('DELETE FROM place_usage WHERE root = ? AND key = ?')
  return {
    recall(root, key, identity): WalkedPlace | null {
      const row = select.get(root, key, String(identity.dev), String(identity.ino))
      const modifiedAt = row?.['modified_at']
      // Written by a version that did not look at it.
      if (row === undefined || typeof modifiedAt !== 'number') return null
      return {
        identity,
        inside: {
          allocated: Number(row['allocated']),
          apparent: Number(row['apparent']),
          inodes: Number(row['inodes']),
        },
        outsideLinks: parseLinks(row['outside_links']),
        modifiedAt,
        incomplete: null,
      }
    },
    remember(root, found) {
      inTransaction(database, () => {
        for (const { key, walked } of found) {
          const { identity, inside, outsideLinks, modifiedAt } = walked
          const links = JSON.stringify(outsideLinks.map(toTuple))
          const where = [root, key, String(identity.dev), String(identity.ino)] as const
          insert.run(...where, inside.allocated, inside.apparent, inside.inodes, links, modifiedAt)
        }
      })
    },
    forget(root, keep) {
      const gone = keys.all(root).flatMap(({ key }) => (typeof key === 'string' && !keep.has(key) ? [key] : []))
      // Most walks find nothing to forget, and then nothing is written.
      if (gone.length === 0) return
      inTransaction(database, () => {
        for (const key of gone) remove.run(root, key)
      })
    },
  }
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    // A full disk has rolled it back already; rolling back again would hide why.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

type LinkTuple = readonly [
  dev: number,
  ino: number | string,
  nlink: number,
  seen: number,
  allocated: number,
  apparent: number,
]

function toTuple(link: OutsideLink): LinkTuple {
  return [link.dev, link.ino, link.nlink, link.seen, link.allocated, link.apparent]
}

/** Our own column, written by `toTuple`. */
function parseLinks(text: unknown): OutsideLink[] {
  if (typeof text !== 'string') return []
  return (JSON.parse(text) as LinkTuple[]).map(([dev, ino, nlink, seen, allocated, apparent]) => {
    return { dev, ino, nlink, seen, allocated, apparent }
  })
}
