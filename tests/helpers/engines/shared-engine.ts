import { inject } from 'vitest'
import { reachEngine } from './engine.ts'
import type { Engine, EngineVersion } from './engine.ts'
import type {} from './global-setup.ts'

/** The run's engine of a version, with overlay2. Shared by all specs: leave it as it was found. */
export function sharedEngine(version: EngineVersion): Engine {
  const address = inject('engines').find((engine) => engine.version === version)
  if (address === undefined) throw new Error(`this run has no engine ${version}`)
  return reachEngine(address)
}
