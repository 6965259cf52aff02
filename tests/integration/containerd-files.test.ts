import { afterAll, beforeAll, describe } from 'vitest'
import { startEngine, type OwnedEngine } from '../helpers/engines/engine.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { filesSuite } from '../suites/files-suite.ts'

describe('files of engine 28.5 with the containerd store', () => {
  const suite: { engine?: OwnedEngine } = {}
  beforeAll(async () => {
    suite.engine = await startEngine('28.5', 'containerd')
    await fillWorld(suite.engine)
  }, 300_000)
  afterAll(() => suite.engine?.down())

  filesSuite(() => suite.engine!)
})
