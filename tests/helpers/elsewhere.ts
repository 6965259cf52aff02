import { expect } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { containersOf } from './engines/engine-answers.ts'
import type { Engine } from './engines/engine.ts'

/** All of a report but when it was taken, by which address, and how full the disk was besides. */
export function apartFromPlace({ takenAt: _takenAt, engine, roots, ...report }: Report) {
  const bare = roots.map(({ capacity: _capacity, ...root }) => root)
  return { ...report, engine: { ...engine, endpoint: null }, roots: bare }
}

/** The same without the times at which log files were made: the tools of BusyBox do not say them. */
export function apartFromBirths(report: Report) {
  const { containers, ...others } = apartFromPlace(report)
  const bornLong = (files: Report['containers'][number]['logFiles']) => files.map((file) => ({ ...file, bornAt: null }))
  return { ...others, containers: containers.map((each) => ({ ...each, logFiles: bornLong(each.logFiles) })) }
}

/** Of what reads a disk, no container is left. */
export async function expectNoScanLeft(engine: Engine): Promise<void> {
  const names = (await containersOf(engine)).flatMap((container) => container.Names)
  expect(names.filter((name) => name.startsWith('/plimsoll-scan-'))).toEqual([])
}
