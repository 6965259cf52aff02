import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../errors/app-error.ts'

/** One run at a time on this machine for this user, whichever of the programs it is in. */
export interface RunLock {
  /** Throws `already-running`. */
  take(): void
  release(): void
  /** Another process that lives has it. */
  isHeldElsewhere(): boolean
}

/** `directory` null: nothing can be written, so that only this process knows. */
export function createRunLock(directory: string | null): RunLock {
  const path = directory === null ? null : join(directory, 'reclaim.lock')
  let own = false
  const holder = (): number | null => {
    const pid = path === null ? Number.NaN : Number(textOf(path))
    return Number.isInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid) ? pid : null
  }
  const write = (): void => {
    if (path !== null) writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 })
  }
  return {
    take() {
      if (own || holder() !== null) throw new AppError('already-running', 'Something is being removed already.')
      own = true
      if (path === null) return
      // Left by a process that died; the one that was faster has it then, and this one is told.
      if (textOf(path) !== null) rmSync(path, { force: true })
      try {
        write()
      } catch (cause) {
        // A full disk must not keep anybody from making room on it.
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') return
        own = false
        throw new AppError('already-running', 'Something is being removed already.', { cause })
      }
    },
    release() {
      if (own && path !== null) rmSync(path, { force: true })
      own = false
    },
    isHeldElsewhere: () => holder() !== null,
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Nobody has it, or nobody can say.
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
