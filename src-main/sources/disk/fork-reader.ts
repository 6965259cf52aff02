import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { AppError } from '../../errors/app-error.ts'

/**
 * Nearly everything that a walk allocates is dead at once, so a small young generation is enough, and threads for
 * collecting and compiling have nothing to do. The optimizing compiler would touch 5 MB of code in each process to
 * save a twentieth of the CPU time, most of which is the kernel's.
 */
const V8_FLAGS = ['--max-semi-space-size=1', '--v8-pool-size=0', '--single-threaded-gc', '--no-opt']
/** What a dying process has said last is enough to know why. */
const LAST_WORDS = 2000

/** A process that reads directories. It is ended by SIGKILL: it owns nothing that would need an orderly end. */
export interface ReadingProcess {
  readonly child: ChildProcess
  /** Why it ended, once it has. `how`: exit code or signal. */
  readonly lossOf: (how: number | string | null) => AppError
}

/** `entry`: the program, `walk-process.ts` or what that was bundled into. */
export function forkReader(entry: string | URL, args: readonly string[]): ReadingProcess {
  const child = fork(entry, args, { execArgv: V8_FLAGS, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let words = ''
  child.stderr?.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-LAST_WORDS)))
  return {
    child,
    lossOf: (how) => new AppError('walk-failed', 'A walk process died.', { context: { exit: how, stderr: words } }),
  }
}
