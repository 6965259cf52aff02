import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import { duAllocated, type DuUsage } from '../../helpers/du.ts'
import type { Engine } from '../../helpers/engines/engine.ts'
import { storeOf } from '../../helpers/engines/storage-roots.ts'
import { PLANTED_BYTES, plantOrphans } from '../../helpers/plant-orphans.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { quietReport } from '../../helpers/quiet-report.ts'
import { expectBooks } from './balances-books.ts'

/** What no database knows is found, and nothing else with it. */
export function findsOrphans(engine: () => Engine): void {
  describe('with a directory and a blob that containerd does not know', () => {
    const planted: { paths?: readonly string[]; report?: Report; truths?: readonly DuUsage[] } = {}
    beforeAll(async () => {
      planted.paths = await plantOrphans(storeOf(engine())!)
      const { report, truths } = await quietReport(engine())
      Object.assign(planted, { report, truths })
    })
    const removePlanted = () =>
      Promise.all((planted.paths ?? []).map((path) => rm(path, { recursive: true, force: true })))
    afterAll(removePlanted)

    it('accuses these two, with the bytes that du finds in them', async () => {
      const paths = planted.paths!
      const said = paths.map(async (path) => {
        const proof = { looks: 2, collected: true }
        return { path, reason: 'unaccounted', allocated: await duAllocated(path), apparent: PLANTED_BYTES, ...proof }
      })
      const { orphans } = planted.report!
      expect(orphans).toHaveLength(paths.length)
      expect(orphans).toMatchObject(await Promise.all(said))
      // Looked for among the records that could have named it, and there were some.
      expect(orphans.map(({ searched }) => searched.every(({ count }) => count > 0))).toEqual(paths.map(() => true))
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
