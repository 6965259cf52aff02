import type { CliCommand } from '../cli-command.ts'
import { containerCommand } from './container.ts'
import { filesCommand } from './files.ts'
import { imageCommand } from './image.ts'
import { journalCommand } from './journal.ts'
import { layersCommand } from './layers.ts'
import { reclaimCommand } from './reclaim.ts'
import { reportCommand } from './report.ts'
import { serveCommand } from './serve.ts'

export const CLI_COMMANDS: readonly CliCommand[] = [
  reportCommand,
  layersCommand,
  containerCommand,
  imageCommand,
  filesCommand,
  reclaimCommand,
  journalCommand,
  serveCommand,
]
