import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createUsageMemory } from '../../../src-main/persistence/usage-memory.ts'

/** A process of its own that opens the database and remembers a hundred places, one call each. */
const [path = '', name = ''] = process.argv.slice(2)
using database = openDatabase(path)
const memory = createUsageMemory(database)
for (let i = 0; i < 100; i++) {
  const inside = { allocated: i, apparent: i, inodes: 1 }
  const walked = { identity: { dev: 1, ino: i }, inside, outsideLinks: [], modifiedAt: 5, incomplete: null }
  memory.remember('/root', [{ key: `${name}-${i}`, walked }])
}
