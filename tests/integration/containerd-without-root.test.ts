import { afterAll, beforeAll, describe } from 'vitest'
import { startEngine, type ContainerdDriver, type OwnedEngine } from '../helpers/engines/engine.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { withoutRootSuite } from '../suites/without-root-suite.ts'

// With containerd beside the data root, two roots are closed.
describe.each<ContainerdDriver>(['containerd', 'containerd-system'])('engine 28.5 with %s', (driver) => {
  let engine: OwnedEngine
  beforeAll(async () => {
    engine = await startEngine('28.5', driver)
    await fillWorld(engine)
  })
  afterAll(() => engine.down())

  withoutRootSuite(() => engine)
})
