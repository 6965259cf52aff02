import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import { du } from '../../helpers/du.ts'
import type { Engine } from '../../helpers/engines/engine.ts'
import { rootsOf } from '../../helpers/engines/storage-roots.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { quietReport } from '../../helpers/quiet-report.ts'
import { expectBooks } from './balances-books.ts'

/** Ends the engine, and starts it again, with one of its containers. */
export function outlivesEngine(engine: () => Engine): void {
  describe('with the engine gone', () => {
    const read: { alive?: Report; dead?: Report } = {}
    beforeAll(async () => {
      const { dataRoot, containerdRoot } = engine()
      // At rest: BuildKit adds to its history some time after a build.
      read.alive = (await quietReport(engine())).report
      await engine().kill()
      const beside = containerdRoot === null ? [] : ['--containerd-root', containerdRoot]
      read.dead = await takeReport('--data-root', dataRoot, ...beside)
    })
    afterAll(async () => {
      await engine().start()
      // Its mount says where the containerd is that lies beside the data root.
      await engine().cli('start', 'my_container_4')
    })

    it('is accounted for to the byte from disk alone', async () => {
      const truths = await Promise.all(rootsOf(engine()).map(du))
      expectBooks(read.dead!, truths)
      expect(read.dead!.orphans).toEqual([])
    })

    it('shows the same sizes as with the engine', () => {
      expect(sizesOf(read.dead!)).toEqual(sizesOf(read.alive!))
    })

    it('leaves what only the engine can say unknown, with the reason', () => {
      const { engine: none, because, containers } = read.dead!
      expect([none, Boolean(because)]).toEqual([null, true])
      const said = containers.map((c) => [c.engineSizeRw, c.engineSizeRootFs, c.engineBecause])
      expect(said).toEqual(Array(19).fill([null, null, 'no-engine']))
    })
  })
}

function sizesOf({ containers, images, layers, volumes, buildCache, blobs, snapshots }: Report) {
  return {
    containers: containers.map(({ id, name, writable, virtual, init, logs }) => [
      id,
      name,
      writable,
      virtual,
      init,
      logs,
    ]),
    images: images.map(({ id, references, packed, unpacked, unique }) => [id, references, packed, unpacked, unique]),
    layers: layers.map(({ chainId, allocated, apparent, copies }) => [chainId, allocated, apparent, copies]),
    volumes: volumes.map(({ name, allocated, apparent }) => [name, allocated, apparent]),
    buildCache: buildCache.map(({ id, allocated, packed, directory }) => [id, allocated, packed, directory]),
    blobs: blobs.map(({ digest, role, allocated, images: holders }) => [digest, role, allocated, holders]),
    snapshots: snapshots.map(({ name, number, allocated, engineSize }) => [name, number, allocated, engineSize]),
  }
}
