import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import packageJson from '../../package.json' with { type: 'json' }
import { AppError } from '../errors/app-error.ts'
import { runElectron } from '../hosts/electron/run-electron.ts'
import { composeApplication } from '../service/compose.ts'
import { locateProgramFiles } from '../service/program-files.ts'
import type { Target } from '../service/target.ts'

/** The desktop program, put together: what Electron runs. */
const files = locateProgramFiles(import.meta.url)

runElectron({
  createApplication: (host) =>
    composeApplication({
      target: targetFrom(process.argv.slice(1)),
      files,
      stateDirectory: null,
      follow: true,
      host,
    }),
  program: {
    version: packageJson.version,
    licence: packageJson.license,
    homepage: packageJson.homepage,
    problems: packageJson.bugs.url,
  },
  rendererDirectory: files.renderer,
  icon: files.icon,
  preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
})

/** What the window shows. Everything else on Electron's command line is Electron's own. */
function targetFrom(args: readonly string[]): Target {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'docker-host': { type: 'string' },
      context: { type: 'string' },
      'data-root': { type: 'string' },
      'containerd-root': { type: 'string' },
      sample: { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
  })
  return {
    dockerHost: textOf('--docker-host', values['docker-host']),
    context: textOf('--context', values['context']),
    dataRoot: textOf('--data-root', values['data-root']),
    containerdRoot: textOf('--containerd-root', values['containerd-root']),
    scan: 'ask',
    scanImage: null,
    sample: values['sample'] === true ? 'only' : 'fallback',
  }
}

function textOf(option: string, value: unknown): string | null {
  if (value === undefined) return null
  if (typeof value === 'string' && value !== '') return value
  throw new AppError('bad-input', `${option} needs a value.`, { context: { option } })
}
