import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import type { ContainerdTruth } from '../../helpers/containerd-truth.ts'
import { duAllocated } from '../../helpers/du.ts'
import { inOrder } from '../../helpers/in-order.ts'

/** A report and what another program found in the same databases, with du's sizes. */
export interface Witnessed {
  readonly report: Report
  readonly witness: ContainerdTruth
  readonly snapshotter: string
}

/** Each thing is where the witness says, and takes what du says. */
export function matchesWitness(look: () => Witnessed): void {
  it('has every snapshot, with its name, its parent, its directory and the blocks that du finds there', () => {
    const { report, witness } = look()
    const names = new Map(witness.snapshots.map(({ number, name }) => [number, name]))
    const found = witness.snapshots.map((s) => {
      const parent = s.parent === null ? null : names.get(s.parent)
      return [s.namespace, s.name, s.number, s.kind, parent, s.size, s.directory, s.allocated ?? 0] as const
    })
    const measured = report.snapshots.map((s) => {
      return [s.namespace, s.name, s.number, s.kind, s.parent, s.engineSize, s.directory, s.allocated] as const
    })
    expect(inOrder(measured)).toEqual(inOrder(found))
  })

  it('has every blob, with its namespaces, its length and its blocks', () => {
    const { report, witness } = look()
    const found = witness.blobs.map(
      (b) => [b.digest, b.directory, b.namespaces, b.size, b.apparent, b.allocated] as const,
    )
    const measured = report.blobs.map((b) => {
      return [b.digest, b.path, b.namespaces.toSorted(), b.engineSize, b.apparent, b.allocated] as const
    })
    expect(inOrder(measured)).toEqual(inOrder(found))
  })

  it('has the layers of images among the snapshots', () => {
    const { report, witness } = look()
    const layers = witness.snapshots.filter(({ owner }) => owner === 'layer')
    const found = layers.map((s) => [s.name, s.directory, s.allocated, s.size] as const)
    const measured = report.layers.map((l) => [l.chainId, l.directory, l.allocated, l.engineSize] as const)
    expect(inOrder(measured)).toEqual(inOrder(found))
  })

  it('has the writable layer and the init layer of every container', async () => {
    const { report, witness, snapshotter } = look()
    const at = (number: number | null) => witness.snapshots.find((snapshot) => snapshot.number === number)
    const found = witness.containers.map(async ({ id, writable, init }) => {
      const directory = at(init)?.directory ?? ''
      // With what the snapshotter keeps around it: `fs` and `work` lie in a directory of their own.
      const around = await duAllocated(snapshotter === 'overlayfs' ? dirname(directory) : directory)
      return [id, at(writable)?.directory, at(writable)?.allocated, around] as const
    })
    const measured = report.containers.map((c) => [c.id, c.directory, c.writable.allocated, c.init.allocated] as const)
    expect(inOrder(measured)).toEqual(inOrder(await Promise.all(found)))
  })

  it('has the snapshot and the blob of every build cache record that is listed', () => {
    const { report, witness } = look()
    const listed = new Set(report.buildCache.map(({ id }) => id))
    const snapshots = new Map(witness.snapshots.map((snapshot) => [snapshot.number, snapshot]))
    const found = witness.buildCache
      .filter(({ id }) => listed.has(id))
      .map(({ id, number, blob }) => {
        const snapshot = number === null ? undefined : snapshots.get(number)
        return [id, snapshot?.directory ?? null, snapshot?.allocated ?? 0, blob] as const
      })
    const measured = report.buildCache.map((r) => [r.id, r.directory, r.allocated, r.blob] as const)
    expect(inOrder(measured)).toEqual(inOrder(found))
  })
}
