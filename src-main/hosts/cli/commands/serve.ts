import type { Command } from 'commander'
import { AppError } from '../../../errors/app-error.ts'
import type { CliCommand } from '../cli-command.ts'
import { EXIT } from '../exit-code.ts'
import { addTargetOptions, targetOf } from '../target-options.ts'

interface ServeFlags {
  readonly port?: string
  readonly address: string
}

export const serveCommand: CliCommand = {
  name: 'serve',
  register(program, context, finish) {
    addTargetOptions(program.command('serve'))
      .description('the dashboard in a browser, on this machine only')
      .option('--port <number>', 'port to listen on, 0 for any free one')
      .option('--address <ip>', 'loopback address to listen on', '127.0.0.1')
      .action(async (flags: ServeFlags, command: Command) => {
        const { address } = flags
        const port = flags.port === undefined ? null : parsePort(flags.port)
        const server = await context.serve({ target: targetOf(command), port, address, signal: context.signal })
        context.stdout.write(`Plimsoll listens on this machine only. Open ${server.url}\n`)
        context.stderr.write('The address works once. Ctrl-C ends.\n')
        await new Promise<void>((resolve) => {
          if (context.signal.aborted) resolve()
          else
            context.signal.addEventListener(
              'abort',
              () => {
                resolve()
              },
              { once: true },
            )
        })
        await server.close()
        finish(EXIT.interrupted)
      })
  },
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new AppError('bad-input', `${text} is not a port number.`)
  return port
}
