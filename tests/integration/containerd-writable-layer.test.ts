import { afterAll, beforeAll, describe } from 'vitest'
import { startEngine, type ContainerdDriver, type OwnedEngine } from '../helpers/engines/engine.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { fullCopySuite } from '../suites/full-copy-suite.ts'
import { writableLayerSuite } from '../suites/writable-layer-suite.ts'

const STORES: readonly (readonly [ContainerdDriver, (engineOf: () => OwnedEngine) => void])[] = [
  ['containerd', writableLayerSuite],
  ['containerd-native', fullCopySuite],
]

describe.each(STORES)('what containers did, on engine 28.5 with %s', (driver, suite) => {
  let engine: OwnedEngine
  beforeAll(async () => {
    engine = await startEngine('28.5', driver)
    await fillWorld(engine)
  })
  afterAll(() => engine.down())
  suite(() => engine)
})
