import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'

export interface Finished {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** A file to be its standard input; without one there is none. */
  readonly input?: string
  readonly timeoutMs?: number
}

/** Runs a program to its end, whatever that is. Rejects only when it cannot be started. */
export function finish(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
  })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  feed(child.stdin, options.input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() })
    })
  })
}

/** Runs a program that has to succeed; resolves to its standard output. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const finished = await finish(command, options)
  if (finished.code === 0) return finished.stdout
  const how = finished.signal === null ? `ended with ${String(finished.code)}` : `was ended by ${finished.signal}`
  throw new Error(`${command.join(' ')} ${how}\n${finished.stderr.trim()}\n${finished.stdout.trim().slice(-2000)}`)
}

function feed(stdin: NodeJS.WritableStream, file: string | undefined): void {
  // A program may end without reading all of it; its exit code tells what that means.
  stdin.on('error', () => undefined)
  if (file === undefined) stdin.end()
  else createReadStream(file).pipe(stdin)
}
