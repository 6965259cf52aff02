/**
 * A process that commits to a database in the order of bbolt until it is told to stop: pages that the state before
 * does not use, then the meta page. Arguments: path, pause between commits in milliseconds.
 */
import { openSync } from 'node:fs'
import { commitSteps } from './commit-steps.ts'

const [path = '', pause = '0'] = process.argv.slice(2)
const file = openSync(path, 'r+')
let version = 10

function commit(): void {
  for (const step of commitSteps(file, version)) step()
  version += 1
  setTimeout(commit, Number(pause))
}

process.on('disconnect', () => process.exit())
commit()
