import type { Report } from '../../src-main/contract/report.ts'
import { du, type DuUsage } from './du.ts'
import type { Engine } from './engines/engine.ts'
import { rootsOf } from './engines/storage-roots.ts'
import { takeReport } from './plimsoll.ts'

const ATTEMPTS = 5

/** Something measured, with what du says of the same moment. */
export interface Quiet<T> {
  readonly measured: T
  /** Of the data root. */
  readonly truth: DuUsage
  /** Of the data root, then of the containerd beside it where there is one. */
  readonly truths: readonly DuUsage[]
}

/**
 * Measures an engine's disk in a moment in which nobody wrote: du is the same before and after. An engine tidies up for
 * some seconds after a build. Rejects when it never rests.
 */
export async function whileQuiet<T>(engine: Engine, measure: () => Promise<T>): Promise<Quiet<T>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const truths = await duOf(engine)
    const measured = await measure()
    const after = await duOf(engine)
    const [truth] = truths
    if (truth !== undefined && same(truths, after)) return { measured, truth, truths }
  }
  throw new Error(`${engine.dataRoot} never rested`)
}

/** A report of an engine's disk with what du says of it, from a quiet moment. */
export async function quietReport(
  engine: Engine,
): Promise<{ readonly report: Report } & Omit<Quiet<Report>, 'measured'>> {
  const { measured, ...truths } = await whileQuiet(engine, () => takeReport('--docker-host', engine.endpoint))
  return { report: measured, ...truths }
}

async function duOf(engine: Engine): Promise<readonly DuUsage[]> {
  const found: DuUsage[] = []
  for (const root of rootsOf(engine)) found.push(await du(root))
  return found
}

function same(before: readonly DuUsage[], after: readonly DuUsage[]): boolean {
  return before.every(({ allocated, inodes }, i) => after[i]?.allocated === allocated && after[i].inodes === inodes)
}
