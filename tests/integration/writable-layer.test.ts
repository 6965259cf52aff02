import { describe } from 'vitest'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { writableLayerSuite } from '../suites/writable-layer-suite.ts'

describe.each(ENGINE_VERSIONS)('what containers did, on engine %s with overlay2', (version) => {
  writableLayerSuite(() => sharedEngine(version))
})
