import { AppError, type AppErrorCode } from '../../errors/app-error.ts'
import type { ProcessEnded } from './process-ended.ts'

/** What went wrong on the way through `ssh`: `context.ssh` of the failure, for whoever has better words. */
export type SshTrouble =
  | 'no-ssh'
  | 'host-key-changed'
  | 'host-key-unknown'
  | 'login-refused'
  | 'no-such-host'
  | 'no-answer'
  | 'no-docker'
  | 'old-docker'
  | 'engine-forbidden'
  | 'engine-down'
  | 'noise'
  | 'other'

interface Diagnosis {
  readonly trouble: SshTrouble
  readonly code: AppErrorCode
  /** `at`: the endpoint's URL; `said`: the line that told, or the first ones, with a full stop. */
  readonly sentence: (at: string, said: string) => string
}

/** What OpenSSH, shells and the docker command say, in the order in which it is looked for. */
const DIAGNOSES: readonly (Diagnosis & { readonly line: RegExp })[] = [
  {
    line: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    trouble: 'host-key-changed',
    code: 'engine-unreachable',
    sentence: (at) =>
      `The host key of ${at} is not the one that is known: the host was set up anew, or another one answers in its place. ` +
      'Find out which; `ssh` says how to remove the old key.',
  },
  {
    line: /Host key verification failed|No .* host key is known/,
    trouble: 'host-key-unknown',
    code: 'engine-unreachable',
    sentence: (at) =>
      `The host key of ${at} is not known yet, and is not accepted unseen. Log in there once with \`ssh\` and compare it.`,
  },
  {
    // Not the "permission denied" of a file: ssh names the methods in brackets.
    line: /Permission denied \(|Too many authentication failures/,
    trouble: 'login-refused',
    code: 'engine-permission-denied',
    sentence: (at, said) =>
      `The login at ${at} was refused: ${said} Nobody is asked for a password or a passphrase here: unlock your key ` +
      'first (`ssh-add`), so that `ssh` logs in without a question.',
  },
  {
    line: /Could not resolve hostname/,
    trouble: 'no-such-host',
    code: 'engine-unreachable',
    sentence: (at, said) => `There is no host as in ${at}: ${said}`,
  },
  {
    line: /^ssh: connect to host|Connection (?:timed out|closed|reset)|banner exchange|^kex_exchange/,
    trouble: 'no-answer',
    code: 'engine-unreachable',
    sentence: (at, said) => `No SSH server answers at ${at}: ${said}`,
  },
  {
    line: /docker.*(?:not found|not recognized)/,
    trouble: 'no-docker',
    code: 'engine-unreachable',
    sentence: (at, said) =>
      `There is no docker command at ${at}: ${said} It has to be in the PATH of a shell that \`ssh\` starts for a command.`,
  },
  {
    line: /unknown command|is not a docker command|unknown (?:shorthand )?flag/,
    trouble: 'old-docker',
    code: 'engine-too-old',
    sentence: (at, said) => `The docker command at ${at} is older than 18.09 and cannot pass on a connection: ${said}`,
  },
  {
    line: /dial (?:unix|npipe|tcp).*(?:permission|Access is) denied/,
    trouble: 'engine-forbidden',
    code: 'engine-permission-denied',
    sentence: (at, said) => `The user who logs in at ${at} may not connect to the engine there: ${said}`,
  },
  {
    line: /dial (?:unix|npipe|tcp)|Is the docker daemon running/,
    trouble: 'engine-down',
    code: 'engine-unreachable',
    sentence: (at, said) => `At ${at}, the docker command finds no engine: ${said}`,
  },
]

const NO_SSH: Diagnosis = {
  trouble: 'no-ssh',
  code: 'engine-unreachable',
  sentence: (at) => `Reaching ${at} needs the program \`ssh\`, and there is none in the PATH.`,
}

const OTHER: Diagnosis = {
  trouble: 'other',
  code: 'engine-unreachable',
  sentence: (at, said) => `The SSH connection to ${at} came to nothing: ${said}`,
}

const CUT: Diagnosis = {
  trouble: 'other',
  code: 'engine-died',
  sentence: (at, said) => `The SSH connection to ${at} ended before the engine had answered: ${said}`,
}

/** What is shown of words that nobody knows. */
const FIRST_LINES = 3
const LONGEST_LINE = 200

/** What the end of an `ssh` means to the user, in the words of `ssh` where there are any. */
export function sshFailure(ended: ProcessEnded, url: string, request: string): AppError {
  const { end } = ended
  const lines = end.stderr.split('\n').map((line) => line.trim())
  const { diagnosis, line } = diagnose(ended, lines)
  const said =
    line ??
    (lines
      .filter((each) => each !== '')
      .slice(0, FIRST_LINES)
      .join(' / ') ||
      howItEnded(ended))
  return new AppError(diagnosis.code, diagnosis.sentence(url, said.endsWith('.') ? said : `${said}.`), {
    context: { endpoint: url, request, detail: said, ssh: diagnosis.trouble, exitCode: end.code },
    cause: ended,
  })
}

/** Not HTTP came back: a login that is refused politely, or a start-up file of the shell over there that greets. */
export function sshNoise(error: unknown, url: string, request: string): AppError {
  const raw = error instanceof Error && 'rawPacket' in error ? error.rawPacket : null
  const [said = ''] = raw instanceof Uint8Array ? Buffer.from(raw).toString('utf8').trim().split('\n', 1) : []
  const detail = said.slice(0, LONGEST_LINE)
  const sentence = `Something else than an engine answers at ${url}: ${detail === '' ? 'it is not HTTP.' : detail}`
  return new AppError('engine-not-docker', sentence, {
    context: { endpoint: url, request, detail, ssh: 'noise' satisfies SshTrouble },
    cause: error,
  })
}

function diagnose(
  { end, cause }: ProcessEnded,
  lines: readonly string[],
): { readonly diagnosis: Diagnosis; readonly line: string | undefined } {
  if (cause instanceof Error) {
    const missing = 'code' in cause && cause.code === 'ENOENT'
    return { diagnosis: missing ? NO_SSH : OTHER, line: missing ? undefined : cause.message }
  }
  if (end.when !== 'before') return { diagnosis: CUT, line: undefined }
  for (const diagnosis of DIAGNOSES) {
    const line = lines.find((each) => diagnosis.line.test(each))
    if (line !== undefined) return { diagnosis, line }
  }
  return { diagnosis: OTHER, line: undefined }
}

function howItEnded({ end }: ProcessEnded): string {
  if (end.signal !== null) return `ssh was ended by ${end.signal}.`
  return end.code === null ? 'ssh hung up.' : `ssh ended with ${end.code}.`
}
