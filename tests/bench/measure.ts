import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** Seconds, of a command and all that it started and waited for. */
export interface Times {
  readonly wall: number
  readonly cpu: number
}

/** Bytes, of all processes of a command together at the worst moment seen. */
export interface Peak {
  /** Pages that several processes share count in each. */
  readonly rss: number
  /** Shared pages count once, divided among those who share them. */
  readonly pss: number
}

const SAMPLE_MS = 15

export function timeOf(command: readonly string[]): Times {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1'
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' })
  const [wall = NaN, user = NaN, system = NaN] = stderr.trim().split(' ').map(Number)
  return { wall, cpu: user + system }
}

/** A run of its own: looking at memory costs the kernel time. */
export async function peakOf(command: readonly string[]): Promise<Peak> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: 'ignore' })
  const running = { now: true }
  child.on('exit', () => (running.now = false))
  let peak: Peak = { rss: 0, pss: 0 }
  while (running.now) {
    const tree = descendants(child.pid ?? 0)
    const sum = (field: string): number => tree.reduce((total, pid) => total + kilobytes(pid, field), 0) * 1024
    peak = { rss: Math.max(peak.rss, sum('Rss')), pss: Math.max(peak.pss, sum('Pss')) }
    await setTimeout(SAMPLE_MS)
  }
  return peak
}

function descendants(pid: number): readonly number[] {
  const children = readProcess(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(descendants)]
}

function kilobytes(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readProcess(pid, 'smaps_rollup'))
  return Number(line?.[1] ?? 0)
}

/** '' for a process that is gone, which uses no memory. */
function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
