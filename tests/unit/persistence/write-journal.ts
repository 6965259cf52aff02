import { writeSync } from 'node:fs'
import { openJournalDatabase } from '../../../src-main/persistence/database.ts'
import { createPruneJournal } from '../../../src-main/persistence/prune-journal.ts'
import { planOf } from './plan-of.ts'

/**
 * A process of its own that writes a run without end, and says after each call what is on disk now. It is killed in the
 * middle of it, or ends after as many steps as it is told.
 */
const [path = '', run = '', most = '100000'] = process.argv.slice(2)
const journal = createPruneJournal(openJournalDatabase(path))
const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}

journal.beginRun(planOf(run, ['a', 'b']), '2026-01-02T03:05:00.000Z')
say('run')
for (let step = 1; step <= Number(most); step++) {
  journal.begin(run, step, '2026-01-02T03:05:01.000Z', null)
  say(`begin ${step}`)
  journal.end(run, step, '2026-01-02T03:05:02.000Z', { kind: 'done', removed: [`v${step}`], keptAt: null })
  say(`end ${step}`)
}
journal.endRun(run, '2026-01-02T03:05:03.000Z', 'finished')
