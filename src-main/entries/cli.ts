import './small-heap.ts'
import { createRouterClient } from '@orpc/server'
import packageJson from '../../package.json' with { type: 'json' }
import { createCreditWindows } from '../contract/credit-window.ts'
import type { OpenApplication, TargetOptions } from '../hosts/cli/cli-context.ts'
import { EXIT } from '../hosts/cli/exit-code.ts'
import { runCli } from '../hosts/cli/run-cli.ts'
import { composeApplication } from '../service/compose.ts'
import { locateProgramFiles } from '../service/program-files.ts'
import type { Application } from '../service/application.ts'

/** The terminal program, put together: what `plimsoll` runs. */
const files = locateProgramFiles(import.meta.url)
const interrupted = new AbortController()
let interrupts = 0

process.on('SIGINT', onInterrupt)
process.on('SIGTERM', onInterrupt)
// A reader that had enough (`plimsoll report | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.bug)
})

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
    ask: process.stdin.isTTY ? askOnTerminal : null,
    open: (target) => openInProcess(compose(target, false)),
    serve: async ({ target, port, address, signal }) => {
      // Loaded only here: a report needs no web server.
      const { serveWeb, DEFAULT_PORT } = await import('../hosts/web/serve-web.ts')
      const application = compose(target, true)
      const { router } = application
      const host = await serveWeb({
        router,
        rendererDirectory: files.renderer,
        port: port ?? DEFAULT_PORT,
        address,
        signal,
      })
      application.start()
      return {
        url: host.url,
        close: async () => {
          await host.close()
          await application.close()
        },
      }
    },
  },
  packageJson.version,
)

/** Null: the terminal was closed, or the user interrupted. */
async function askOnTerminal(question: string): Promise<string | null> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question, { signal: interrupted.signal })
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return null
    throw error
  } finally {
    terminal.close()
  }
}

/** The first asks politely; the second ends at once. */
function onInterrupt(): void {
  interrupts += 1
  if (interrupts > 1) process.exit(EXIT.interrupted)
  interrupted.abort()
}

function compose({ scan, sample, ...target }: TargetOptions, serve: boolean): Application {
  // Only a dashboard falls back to the sample: a script must never take it for this machine's numbers.
  const fallback = serve ? 'fallback' : 'never'
  return composeApplication({
    target: { ...target, scan: scan ?? 'ask', sample: sample ? 'only' : fallback },
    files,
    stateDirectory: null,
    follow: serve,
  })
}

function openInProcess(application: Application): OpenApplication {
  return {
    client: createRouterClient(application.router, { context: { windows: createCreditWindows() } }),
    close: () => application.close(),
  }
}
