import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import { duAllocated, type DuUsage } from '../../helpers/du.ts'
import type { Engine } from '../../helpers/engines/engine.ts'
import { storeOf, type ContainerdStore } from '../../helpers/engines/storage-roots.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { quietReport } from '../../helpers/quiet-report.ts'
import { run } from '../../helpers/run-process.ts'
import { expectBooks } from './balances-books.ts'

const LEAK_BYTES = 3 * 1024 * 1024 + 1
const NUMBER = '9999'

/** What no database knows is found, and nothing else with it. */
export function findsOrphans(engine: () => Engine): void {
  describe('with a directory and a blob that containerd does not know', () => {
    const planted: { paths?: readonly string[]; report?: Report; truths?: readonly DuUsage[] } = {}
    beforeAll(async () => {
      planted.paths = await plant(storeOf(engine())!)
      const { report, truths } = await quietReport(engine())
      Object.assign(planted, { report, truths })
    })
    const removePlanted = () =>
      Promise.all((planted.paths ?? []).map((path) => rm(path, { recursive: true, force: true })))
    afterAll(removePlanted)

    it('accuses these two, with the bytes that du finds in them', async () => {
      const paths = planted.paths!
      const said = paths.map(async (path) => {
        return { path, reason: 'unaccounted', allocated: await duAllocated(path), apparent: LEAK_BYTES }
      })
      expect(planted.report!.orphans).toEqual(await Promise.all(said))
    })

    it('has them in the ledger as orphans, and the books still balance', () => {
      const { report, truths } = planted
      const entries = report!.roots.flatMap((root) => root.entries).filter(({ category }) => category === 'orphan')
      const allocated = entries.map((entry) => entry.allocated).toSorted()
      expect(allocated).toEqual(report!.orphans.map((orphan) => orphan.allocated).toSorted())
      expectBooks(report!, truths!)
    })

    it('does not accuse them once they are removed', async () => {
      await removePlanted()
      expect((await takeReport('--docker-host', engine().endpoint)).orphans).toEqual([])
    })
  })
}

/** Resolves to the paths, as the report sorts them. */
async function plant({ root, snapshotter }: ContainerdStore): Promise<readonly string[]> {
  const folder = snapshotter === 'btrfs' ? 'active' : 'snapshots'
  const snapshot = join(root, `io.containerd.snapshotter.v1.${snapshotter}`, folder, NUMBER)
  const leak = snapshotter === 'overlayfs' ? join(snapshot, 'fs/leak.bin') : join(snapshot, 'leak.bin')
  await mkdir(dirname(leak), { recursive: true })
  await writeFile(leak, Buffer.alloc(LEAK_BYTES, 'x'))
  const name = createHash('sha256').update('planted').digest('hex')
  const blob = join(root, 'io.containerd.content.v1.content/blobs/sha256', name)
  await writeFile(blob, Buffer.alloc(LEAK_BYTES, 'y'))
  await run(['sync', '-f', root])
  return [blob, snapshot].toSorted()
}
