import { spawn, type ChildProcess } from 'node:child_process'
import type { AppError } from '../../errors/app-error.ts'
import { lastWords } from './last-words.ts'
import type { ScanEnd, ScanLink, ScanWay } from './scan-link.ts'

/** What a dying process has said last is enough to know why. */
const ENOUGH = 4000

export interface ScannerStart {
  readonly how: ScanWay
  /** Program and arguments. */
  readonly command: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  /** What it means that it ended before it said anything. `code`: exit code, or the system's name of why it did not start. */
  readonly refusal: (code: number | string | null, detail: string) => AppError
}

/** Starts a scanner through a program that gives it more rights, and hands out the line to it. */
export function startScanner({ how, command, environment, refusal }: ScannerStart): ScanLink {
  const [program = '', ...args] = command
  const child = spawn(program, args, { cwd: '/', env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
  const { stdin, stdout, stderr } = child
  // Each of them may end at any time; what became of the scanner is told by how it ended.
  for (const stream of [stdin, stderr]) stream.on('error', () => undefined)
  let words = ''
  stderr.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-ENOUGH)))
  const ended = endOf(child).then((code): ScanEnd => {
    const detail = lastWords(words)
    return { detail, refusal: refusal(code, detail) }
  })
  return {
    how,
    container: null,
    output: stdout,
    send: (line) => {
      if (stdin.writable) stdin.write(line)
    },
    hangUp: () => {
      stdin.end()
    },
    kill: () => {
      // What runs as another user takes no signal from us; it ends with its input.
      child.kill('SIGKILL')
      for (const stream of [stdin, stdout, stderr]) stream.destroy()
      child.unref()
    },
    ended,
  }
}

function endOf(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => {
    // Also told of a signal that could not be sent, which ends nothing.
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve(error.code ?? error.message)
    })
    child.once('close', (code, signal) => {
      resolve(signal ?? code)
    })
  })
}
