import { describe } from 'vitest'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { withoutRootSuite } from '../suites/without-root-suite.ts'

describe.each(ENGINE_VERSIONS)('engine %s', (version) => {
  withoutRootSuite(() => sharedEngine(version))
})
