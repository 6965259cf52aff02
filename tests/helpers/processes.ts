import { readdir, readFile } from 'node:fs/promises'

export interface Process {
  readonly pid: number
  /** Its arguments, with spaces between them. */
  readonly command: string
  /** `NAME=value`, each ended by a zero byte. */
  readonly environment: string
}

/** The running processes of this machine, in all its namespaces, for which a condition holds. Linux, root. */
export async function processesWhere(holds: (process: Process) => boolean): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(look))
  return found.filter((process) => process !== null && holds(process)).map((process) => process?.pid ?? 0)
}

// Null for one that ended while it was looked at. A zombie has no command.
async function look(pid: number): Promise<Process | null> {
  try {
    const [command, environment] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/environ`, 'utf8'),
    ])
    return { pid, command: command.replaceAll('\0', ' ').trim(), environment }
  } catch {
    return null
  }
}
