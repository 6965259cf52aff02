import type { Command } from 'commander'
import type { CliCommand } from '../cli-command.ts'
import { purgeRun, putBackRun, showJournal } from '../journal.ts'
import { stepsArgument } from '../journal-options.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'

interface JournalFlags {
  readonly putBack?: boolean
  readonly purge?: boolean
  readonly steps?: readonly number[]
  readonly yes?: boolean
  readonly json?: boolean
}

/** What was removed, and getting it back. */
export const journalCommand: CliCommand = {
  name: 'journal',
  register(program, context, finish) {
    const command = program
      .command('journal')
      .description('what reclaim removed, and what was kept of it; puts that back, or purges it')
      .argument('[run]', 'ID of a run, or the start of it; all of them, newest first')
      .addOption(stepsArgument())
      .option('--put-back', 'undo the run, or the steps of --steps: what was kept comes back')
      .option('--purge', 'remove for good what the run moved to the quarantine')
      .option('--yes', 'do not ask before it is purged')
      .option('--json', 'as JSON')
    addTargetOptions(command).action(async (run: string | undefined, flags: JournalFlags, own: Command) => {
      const asked = { target: targetOf(own), run: run ?? null, steps: flags.steps ?? null, json: flags.json ?? false }
      if (flags.putBack === true) finish(await putBackRun(context, asked))
      else if (flags.purge === true) finish(await purgeRun(context, { ...asked, yes: flags.yes ?? false }))
      else finish(await showJournal(context, asked))
    })
  },
}
