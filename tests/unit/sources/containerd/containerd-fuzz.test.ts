import { describe, expect, it } from 'vitest'
import type { Gap } from '../../../../src-main/model/gap.ts'
import { collectorMarks } from '../../../../src-main/sources/containerd/collector-marks.ts'
import { readContainerdMetadata } from '../../../../src-main/sources/containerd/containerd-metadata.ts'
import { readSnapshotterMetadata } from '../../../../src-main/sources/containerd/snapshotter-metadata.ts'
import { createNodeDiskReader } from '../../../../src-main/sources/disk/node-disk-reader.ts'
import type { SurveyContext } from '../../../../src-main/sources/survey/survey-context.ts'
import { recordedBolt } from '../bolt/bolt-fixtures.ts'
import { makeBolt, type Tree } from '../bolt/make-bolt.ts'
import { mutate, randomNumbers, usedPages } from '../bolt/mutate-bolt.ts'
import { uvarint, varint } from './containerd-root.ts'

/** A context whose every file has these bytes. */
function contextOf(bytes: Uint8Array, gaps: Gap[]): SurveyContext {
  const reader = { ...createNodeDiskReader(), readBytes: () => bytes }
  return { reader, root: '/', signal: undefined, gap: (gap) => gaps.push(gap) }
}

/** How much a database of containerd's gives, and what is said to be wrong with it. */
async function readBoth(bytes: Uint8Array): Promise<{ found: number; gaps: readonly Gap[] }> {
  const gaps: Gap[] = []
  const context = contextOf(bytes, gaps)
  const { namespaces } = await readContainerdMetadata(context, '/meta.db')
  const { records } = await readSnapshotterMetadata(context, '/metadata.db')
  const marks = collectorMarks(namespaces, 0)
  const counts = namespaces.map(({ name, images, blobs, snapshots, leases, containers, ingests }) => {
    for (const digest of blobs.keys()) marks.keepsBlob(name, digest)
    return images.length + blobs.size + snapshots.length + leases.length + containers.length + ingests.length
  })
  return { found: records.size + counts.reduce((sum, count) => sum + count, 0), gaps }
}

const digest = (n: number) => `sha256:${String(n).repeat(64)}`

function smallTree(): Tree {
  const labels = { 'containerd.io/gc.ref.content.0': digest(1), 'containerd.io/gc.ref.snapshot.s': 'top' }
  return {
    v1: {
      moby: {
        images: { x: { target: { digest: digest(0), mediatype: 'm' }, labels } },
        content: { blob: { [digest(0)]: { size: varint(7), labels }, [digest(1)]: { size: varint(9) } }, ingests: {} },
        leases: { l: { content: { [digest(1)]: '' }, snapshots: { s: { top: '' } }, labels: { a: 'b'.repeat(900) } } },
        snapshots: { s: { top: { name: 'moby/2/top', parent: 'bottom' }, bottom: { name: 'moby/1/bottom' } } },
        containers: { c: { snapshotter: 's', snapshotKey: 'top' } },
      },
      snapshots: {
        'moby/1/bottom': { id: uvarint(1), kind: Uint8Array.of(3), size: varint(4096), inodes: varint(2) },
        'moby/2/top': { id: uvarint(2), kind: Uint8Array.of(2), parent: 'moby/1/bottom' },
      },
    },
  }
}

describe.each([
  ['small', 30_000, () => makeBolt(smallTree(), { fanOut: 2 })],
  ['recorded meta.db', 300, () => recordedBolt('28.5-containerd-meta.db')],
  ['recorded metadata.db', 300, () => recordedBolt('28.5-containerd-overlayfs.db')],
])('damaged databases of containerd made of a %s', (_, rounds, make) => {
  it('each end in data or in a gap, soon, with no more entries than the file has room for', async () => {
    const original = make()
    const used = usedPages(original)
    const copy = original.slice()
    const random = randomNumbers(20260103)
    const outcomes = { whole: 0, gap: 0 }
    let slowest = 0
    for (let round = 0; round < rounds; round++) {
      copy.set(original)
      const bytes = mutate(copy, used, random)
      const started = performance.now()
      const { found, gaps } = await readBoth(bytes)
      slowest = Math.max(slowest, performance.now() - started)
      if (found * 16 > bytes.length * 2) throw new Error(`round ${round}: ${found} entries`)
      outcomes[gaps.length === 0 ? 'whole' : 'gap'] += 1
      const reasons = gaps.map((gap) => gap.reason).filter((reason) => reason !== 'damaged')
      if (reasons.length > 0) throw new Error(`round ${round}: ${reasons.join()}`)
    }
    // Both happen often, or the mutations would miss what they are for.
    expect(Math.min(outcomes.whole, outcomes.gap)).toBeGreaterThan(rounds / 20)
    expect(slowest).toBeLessThan(1000)
  }, 120_000)
})

describe('the databases as they were recorded', () => {
  it('are read whole', async () => {
    const meta = await readBoth(recordedBolt('28.5-containerd-meta.db'))
    const snapshotter = await readBoth(recordedBolt('28.5-containerd-overlayfs.db'))
    expect([meta.gaps, snapshotter.gaps]).toEqual([[], []])
    expect(Math.min(meta.found, snapshotter.found)).toBeGreaterThan(50)
  })
})
