import { existsSync, readFileSync, statSync, statfsSync } from 'node:fs'
import { openJournalDatabase } from '../../src-main/persistence/database.ts'
import { createPruneCommands } from '../../src-main/sources/prune-commands.ts'
import { createPruneUndo } from '../../src-main/sources/prune-undo.ts'
import { AppError, isAppError } from '../../src-main/errors/app-error.ts'
import type { PruneTarget, PruneWay } from '../../src-main/prune/candidate.ts'

/** What can be done on a disk without a free byte, in the order in which the test expects it. No engine answers. */
const root = process.argv[2] ?? ''
const surroundings = {
  connect: () => Promise.reject(new AppError('engine-unreachable', 'no engine')),
  stateDirectory: `${root}/state`,
  now: () => new Date(),
}
const [commands, undo] = [createPruneCommands(surroundings), createPruneUndo(surroundings)]
const id = 'd'.repeat(64)
const log: PruneTarget = {
  ...{ type: 'log-file', containerId: id, root, current: true },
  path: `${root}/containers/${id}/${id}-json.log`,
}
const leak = (name: string): PruneTarget => ({ type: 'path', root, path: `${root}/overlay2/${name}` })
const free = (): number => statfsSync(root).bavail
let step = 0

async function perform(target: PruneTarget, way: PruneWay): Promise<string> {
  await commands.examine(target)
  try {
    await commands.perform({ run: 'run', step: ++step, target, way, name: 'x', follows: [] })
    return 'done'
  } catch (error) {
    if (!isAppError(error)) throw error
    return error.code
  }
}

function journal(): string {
  try {
    openJournalDatabase(`${root}/state/plimsoll.db`).close()
    return 'opened'
  } catch (error) {
    return error instanceof Error ? error.constructor.name : 'thrown'
  }
}

const answer = {
  freeBefore: free(),
  freeBytes: undo.freeBytes(`${root}/state`),
  journal: journal(),
  compress: await perform(log, 'compress'),
  logStays: statSync(log.path).size,
  archives: existsSync(`${root}/state/archives`),
  remove: await perform(leak('one'), 'remove'),
  removed: !existsSync(`${root}/overlay2/one`),
  truncate: await perform(log, 'truncate'),
  cut: readFileSync(log.path).length,
  quarantine: await perform(leak('two'), 'quarantine'),
  quarantined: (await undo.quarantined(root)).length,
  freeAfter: free() > 0,
}
console.log(JSON.stringify(answer))
