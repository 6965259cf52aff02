import { describe } from 'vitest'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { filesSuite } from '../suites/files-suite.ts'

describe.each(ENGINE_VERSIONS)('files of engine %s', (version) => {
  filesSuite(() => sharedEngine(version))
})
