import { cpus } from 'node:os'

/** Times of a machine that others work on say little of the program. */
export interface Measured {
  readonly name: string
  readonly limit: number
  readonly unit: 'ms' | 'MB'
  readonly values: readonly number[]
  /** Work of the main thread, for those who want to know why. */
  readonly work?: readonly number[]
}

/** Share of its wish that a program which wants one core for a while gets, below which times are printed and not judged. */
const QUIET = 0.85

/** Milliseconds of work to find that out. */
const PROBE = 200

/** What of a core this process gets when it wants all of it, 0 to 1. */
export function shareOfCore(): number {
  const began = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - began < PROBE);
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / (performance.now() - began)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** One line for each, and those above their limit. Times are judged only if the machine was quiet all the while. */
export function judge(measured: readonly Measured[], shares: readonly number[]): readonly string[] {
  const share = Math.min(...shares)
  const quiet = share >= QUIET
  const over: string[] = []
  for (const { name, limit, unit, values, work } of measured) {
    const middle = median(values)
    const line = `${name.padEnd(44)} ${middle.toFixed(0).padStart(6)} ${unit}  limit ${limit} ${unit}  (${values.map((each) => each.toFixed(0)).join(', ')})${work === undefined ? '' : ` work ${median(work).toFixed(0)} ms`}`
    console.log(line)
    if (middle > limit && (quiet || unit === 'MB')) over.push(line)
  }
  const cores = `${cpus().length} cores, of one of which this process got ${(share * 100).toFixed(0)} %`
  console.log(quiet ? `judged: ${cores}` : `times are NOT judged, the machine is busy: ${cores}`)
  return over
}
