import { Option, type Command } from 'commander'
import type { Report } from '../../../contract/report.ts'
import type { CliCommand } from '../cli-command.ts'
import type { CliContext } from '../cli-context.ts'
import { CSV_KINDS, type CsvKind } from '../csv-kind.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'
import { takeReport } from '../take-report.ts'

interface ReportFlags {
  readonly json?: boolean
  readonly csv?: CsvKind
  readonly jsonSchema?: boolean
  readonly everything?: boolean
}

export const reportCommand: CliCommand = {
  name: 'report',
  register(program, context, finish) {
    addTargetOptions(program.command('report'))
      .description('what every byte of Docker’s disk is')
      .option('--json', 'the whole report as JSON (plimsoll.report/1)')
      .addOption(new Option('--csv <kind>', 'one list as CSV').choices([...CSV_KINDS]).conflicts('json'))
      .option('--json-schema', 'print the JSON Schema of --json and end')
      .option('--everything', 'walk remembered layers again too')
      .action(async (flags: ReportFlags, command: Command) => {
        finish(await run(context, flags, command))
      })
  },
}

async function run(context: CliContext, flags: ReportFlags, command: Command): Promise<ExitCode> {
  if (flags.jsonSchema === true) {
    const { reportJsonSchema } = await import('../../../contract/report-schema.ts')
    context.stdout.write(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`)
    return EXIT.ok
  }
  const taken = await takeReport(context, { target: targetOf(command), everything: flags.everything === true })
  if (typeof taken === 'number') return taken
  context.stdout.write(await render(taken.report, flags))
  return taken.exitCode
}

/** What prints is loaded when there is something to print: none of it sits beside the walk in memory. */
async function render(report: Report, flags: ReportFlags): Promise<string> {
  if (flags.json === true) return `${JSON.stringify(report, null, 2)}\n`
  if (flags.csv !== undefined) return (await import('../report-csv.ts')).renderCsv(report, flags.csv)
  return (await import('../report-text.ts')).renderReport(report)
}
