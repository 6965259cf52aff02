import { Option, type Command } from 'commander'
import { AppError } from '../../../errors/app-error.ts'
import { applyPlan } from '../apply-plan.ts'
import type { CliCommand } from '../cli-command.ts'
import { makeDryRun } from '../dry-run.ts'
import { addChoiceOptions, type ChoiceFlags } from '../reclaim-options.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'

interface ReclaimFlags extends ChoiceFlags {
  readonly dryRun?: boolean
  readonly plan?: string
  readonly apply?: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** Without `--apply` nothing is ever removed. */
export const reclaimCommand: CliCommand = {
  name: 'reclaim',
  register(program, context, finish) {
    const command = program
      .command('reclaim')
      .description('what could be removed, to the byte; removes what a plan says with --apply')
      .option('--dry-run', 'show what would go and remove nothing (the default)')
      .option('--plan <file>', 'write the plan to a file that does not exist yet')
      .addOption(
        new Option('--apply <file>', 'carry out exactly this plan').conflicts(['dryRun', 'plan']),
      )
      .option('--yes', 'do not ask: the plan is confirmed, data that cannot be rebuilt included')
      .option('--json', 'as JSON')
    addChoiceOptions(addTargetOptions(command)).action(async (flags: ReclaimFlags, own: Command) => {
      const target = targetOf(own)
      const { apply, plan, json = false, yes = false } = flags
      if (apply === '' || plan === '') throw new AppError('bad-input', 'The name of the file is empty.')
      finish(
        apply === undefined
          ? await makeDryRun(context, { target, flags, plan: plan ?? null, json })
          : await applyPlan(context, { target, file: apply, yes, json }),
      )
    })
  },
}
