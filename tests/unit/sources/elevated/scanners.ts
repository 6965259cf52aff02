import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { AppError } from '../../../../src-main/errors/app-error.ts'
import type { ScanLink } from '../../../../src-main/sources/elevated/scan-link.ts'
import { scanCommand } from '../../../../src-main/sources/elevated/scan-program.ts'
import { openScanSession, type ScanSession } from '../../../../src-main/sources/elevated/scan-session.ts'
import { startScanner } from '../../../../src-main/sources/elevated/started-scanner.ts'

const entry = fileURLToPath(new URL('../../../../src-main/entries/scan-helper.ts', import.meta.url))

/** The real scanner, with no more rights than the test has. */
export function startRealScanner(): ScanLink {
  return startCommand(scanCommand({ node: process.execPath, environment: {}, entry, files: [], wrapper: null }))
}

/** Anything else in its place: a script, with `say` for an answer and `hear` for each question. */
export function startScript(script: string): ScanLink {
  return startCommand([process.execPath, '-e', PRELUDE + script])
}

const PRELUDE = `
  const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n')
  const ready = () => say({ say: 'ready', protocol: 4, bootId: null })
  let rest = ''
  const hear = (react) => process.stdin.on('data', (text) => {
    const lines = (rest + text).split('\\n')
    rest = lines.pop()
    for (const line of lines) react(JSON.parse(line))
  }).on('end', () => process.exit(0))
`

export function startCommand(command: readonly string[]): ScanLink {
  const link = startScanner({
    how: 'sudo',
    command,
    environment: { PATH: process.env['PATH'] },
    refusal: (code, detail) => new AppError('permission-denied', 'Not allowed.', { context: { code, detail } }),
  })
  onTestFinished(() => {
    link.kill()
  })
  return link
}

export function open(link: ScanLink, signal?: AbortSignal, patience: number | null = null): Promise<ScanSession> {
  return openScanSession(link, { signal, patience })
}
