import { afterAll, beforeAll, describe } from 'vitest'
import { startEngine, type ContainerdDriver, type EngineVersion, type OwnedEngine } from '../helpers/engines/engine.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { balancesBooks } from './containerd-store/balances-books.ts'
import { equalsEngine } from './containerd-store/equals-engine.ts'
import { findsOrphans } from './containerd-store/finds-orphans.ts'
import { matchesWitness } from './containerd-store/matches-witness.ts'
import { outlivesEngine } from './containerd-store/outlives-engine.ts'
import { readStore, type SeenStore } from './containerd-store/read-store.ts'
import { sparesTheLiving } from './containerd-store/spares-the-living.ts'

/** The first use of a version builds its chroot. */
const START_MS = 300_000

/** What a report has to be with the image store in containerd, on an engine that is there for this suite alone. */
export function containerdStoreSuite(version: EngineVersion, driver: ContainerdDriver): void {
  describe(`the report of engine ${version} with ${driver}`, () => {
    const suite: { engine?: OwnedEngine; seen?: SeenStore } = {}
    beforeAll(async () => {
      suite.engine = await startEngine(version, driver)
      await fillWorld(suite.engine)
      suite.seen = await readStore(suite.engine)
    }, START_MS)
    afterAll(() => suite.engine?.down())
    const look = () => suite.seen!
    const engine = () => suite.engine!

    balancesBooks(look)
    equalsEngine(look, driver)
    matchesWitness(() => ({ ...look(), snapshotter: look().store.snapshotter }))
    // From here on in order: each may leave the engine's disk another one.
    findsOrphans(engine)
    outlivesEngine(engine)
    sparesTheLiving(engine)
  })
}
