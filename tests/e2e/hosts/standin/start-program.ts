import { spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../../..')

/** A program of `bin/` that was started and prints. */
export interface StartedProgram {
  readonly pid: number
  readonly stdout: () => string
  readonly stderr: () => string
  /** The first link it prints; rejects when it ends without one. */
  readonly url: Promise<string>
  readonly exited: Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

export interface StartOptions {
  readonly args: readonly string[]
  /** Instead of this process's own, but for the way to programs. */
  readonly env: Readonly<Record<string, string>>
  /** Started by this Node instead of the running one. */
  readonly node?: string
  /** The repository or a copy of it. */
  readonly root?: string
  /** Started as this user instead of the running one. */
  readonly uid?: number
}

/** Starts `bin/<name>.mjs` as a shell would: in a process group of its own, without a display. */
export function startProgram(
  name: 'start' | 'plimsoll',
  { args, env, node, uid, root = ROOT }: StartOptions,
): StartedProgram {
  const child = spawn(node ?? process.execPath, [join(root, 'bin', `${name}.mjs`), ...args], {
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const printed = { stdout: '', stderr: '' }
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text))
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text
      const found = /http:\/\/\S+/.exec(printed.stdout)
      if (found !== null && printed.stdout.includes('\n', found.index)) resolve(found[0])
    })
    void exited.then((code) => {
      reject(new Error(`ended with code ${String(code)}\n${printed.stdout}${printed.stderr}`))
    })
  })
  // A program that is meant to fail prints no link, and nobody asks for one.
  url.catch(() => undefined)
  return {
    pid: child.pid ?? 0,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    url,
    exited,
    kill: (signal) => {
      child.kill(signal)
    },
  }
}
