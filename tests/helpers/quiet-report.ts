import type { Report } from '../../src-main/contract/report.ts'
import { du, type DuUsage } from './du.ts'
import type { Engine } from './engines/engine.ts'
import { takeReport } from './plimsoll.ts'

const ATTEMPTS = 5

/**
 * Measures an engine's disk in a moment in which nobody wrote: du is the same before and after. An engine tidies up for
 * some seconds after a build. Rejects when it never rests.
 */
export async function whileQuiet<T>(
  engine: Engine,
  measure: () => Promise<T>,
): Promise<{ measured: T; truth: DuUsage }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const truth = await du(engine.dataRoot)
    const measured = await measure()
    const after = await du(engine.dataRoot)
    if (after.allocated === truth.allocated && after.inodes === truth.inodes) return { measured, truth }
  }
  throw new Error(`${engine.dataRoot} never rested`)
}

/** A report of an engine's disk with what du says of it, from a quiet moment. */
export async function quietReport(engine: Engine): Promise<{ readonly report: Report; readonly truth: DuUsage }> {
  const { measured, truth } = await whileQuiet(engine, () => takeReport('--docker-host', engine.endpoint))
  return { report: measured, truth }
}
