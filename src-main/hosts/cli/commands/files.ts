import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import { FILES_PRESETS, type FilesPreset } from '../../../contract/files.ts'
import type { CliCommand } from '../cli-command.ts'
import type { CliContext, Client } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { FILE_KINDS, findFiles, type FileKindName } from '../find-files.ts'
import { readPlace, rowsOf, type PlaceRead } from '../read-place.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'
import { withReport, type TakenReport } from '../take-report.ts'
import { EXIT } from '../exit-code.ts'

interface FilesFlags {
  readonly preset?: FilesPreset
  readonly apparent?: boolean
  readonly limit: number
  readonly json?: boolean
}

interface FilesWanted extends FilesFlags {
  readonly kind: FileKindName
  readonly name: string
  readonly path: string
}

export const filesCommand: CliCommand = {
  name: 'files',
  register(program, context, finish) {
    addTargetOptions(program.command('files'))
      .description('the files of one object, largest first')
      .addArgument(new Argument('<kind>', 'what it is').choices(FILE_KINDS))
      .argument('<name>', 'name, ID or the start of an ID; an orphan’s path')
      .argument('[path]', 'a directory in it', '')
      .addOption(new Option('--preset <what>', 'only these, anywhere below the directory').choices([...FILES_PRESETS]))
      .option('--apparent', 'by file length instead of blocks on disk')
      .option('--limit <rows>', 'how many at most', parseLimit, 50)
      .option('--json', 'as JSON')
      .action(async (kind: FileKindName, name: string, path: string, flags: FilesFlags, command: Command) => {
        const wanted = { ...flags, kind, name, path: path.replace(/^\/+|\/+$/g, '') }
        const options = { target: targetOf(command), everything: false }
        finish(await withReport(context, options, (taken, client) => run(context, { taken, client, wanted })))
      })
  },
}

interface FilesRun {
  readonly taken: TakenReport
  readonly client: Client
  readonly wanted: FilesWanted
}

async function run(context: CliContext, { taken, client, wanted }: FilesRun): Promise<ExitCode> {
  const of = findFiles(wanted, taken.report)
  return readPlace(context, { client, of }, async (read) => {
    const page = read.stage === 'ready' ? await rowsOf(client, of, wanted) : { rows: [], total: 0 }
    if (wanted.json === true) {
      context.stdout.write(`${JSON.stringify({ of, path: wanted.path, ...read, ...page }, null, 2)}\n`)
    } else {
      const { filesText } = await import('../files-text.ts')
      context.stdout.write(`${filesText(read, page, wanted)}\n`)
    }
    return exitCodeOf(read)
  })
}

function exitCodeOf(read: PlaceRead): ExitCode {
  return read.stage === 'ready' && !read.summary.total.incomplete ? EXIT.ok : EXIT.incomplete
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (!/^\d{1,9}$/.test(text) || limit === 0) throw new InvalidArgumentError('It is a number of rows.')
  return limit
}
