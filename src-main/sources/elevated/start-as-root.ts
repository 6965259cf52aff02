import { AppError } from '../../errors/app-error.ts'
import type { ScanLink } from './scan-link.ts'
import { SCAN_ARGUMENT, scanCommand, type ScanProgram } from './scan-program.ts'
import type { ScanSurroundings } from './scan-surroundings.ts'
import { startScanner } from './started-scanner.ts'

/** Of `sudo -p`; `%p` is whose password it is. */
const PROMPT = 'Plimsoll reads Docker’s files as root. Password for %p: '

/** `pkexec` says so when the user closed its dialog, and when it may not ask or was told no. */
const DISMISSED = 126
const NOT_AUTHORIZED = 127

/**
 * Starts the scanner by `sudo`. It asks for a password in the terminal, not in our pipes; without a terminal with the
 * program that `SUDO_ASKPASS` names, or not at all.
 */
export function startBySudo(program: ScanProgram, { environment, hasTerminal }: ScanSurroundings): ScanLink {
  const askpass = (environment['SUDO_ASKPASS'] ?? '') !== ''
  const asking = hasTerminal() ? ['-p', PROMPT] : [askpass ? '-A' : '-n']
  return startScanner({
    how: 'sudo',
    command: ['sudo', ...asking, '--', ...scanCommand(program)],
    environment,
    refusal: (code, detail) => refusal('sudo', code === 'ENOENT' ? 'sudo is not installed' : detail),
  })
}

/**
 * Starts the scanner by `pkexec`, which asks in a dialog of the desktop. With the packaged wrapper the dialog says what for,
 * and is not repeated for a while; else the program itself is named in it, every time.
 */
export function startByPkexec(
  program: ScanProgram,
  { environment, hasTerminal, isRootOwned }: ScanSurroundings,
): ScanLink {
  const { wrapper } = program
  const packaged = wrapper !== null && isRootOwned(wrapper)
  const command = packaged ? [wrapper, SCAN_ARGUMENT] : scanCommand(program)
  return startScanner({
    how: 'pkexec',
    // Its own way to ask needs a terminal.
    command: ['pkexec', ...(hasTerminal() ? [] : ['--disable-internal-agent']), ...command],
    environment,
    refusal: (code, detail) => refusal('pkexec', pkexecReason(code, detail)),
  })
}

function pkexecReason(code: number | string | null, detail: string): string {
  if (code === 'ENOENT') return 'pkexec is not installed'
  if (code === DISMISSED && detail === '') return 'the dialog was closed'
  if (code === NOT_AUTHORIZED && detail === '') return 'not authorized'
  return detail
}

function refusal(how: 'sudo' | 'pkexec', detail: string): AppError {
  const because = detail === '' ? '' : `: ${detail}`
  return new AppError('permission-denied', `The disk could not be read by ${how}${because}`, {
    context: { how, detail },
  })
}
