import type { Report, ReportImage } from '../../../src-main/contract/report.ts'

/** Recorded sizes of a snapshot and of all below it; 0 for none. */
export function recordedSize(snapshots: Report['snapshots'], name: string | null | undefined): number {
  const snapshot = snapshots.find((each) => each.name === name)
  return snapshot === undefined ? 0 : snapshot.engineSize! + recordedSize(snapshots, snapshot.parent)
}

/** What is packed of a platform or attestation, and the recorded sizes of what it is unpacked to: the engine's measure. */
export function manifestSize({ snapshots }: Report, { packed, layers }: ReportImage['manifests'][number]): number {
  return packed.apparent! + recordedSize(snapshots, layers.at(-1))
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
