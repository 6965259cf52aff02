import type { Settings } from './settings.ts'
import { untilLost } from './until-lost.ts'

/**
 * Settings that may be lost, as `createLossyUsageMemory`: what cannot be read was never set, what cannot be written is
 * asked for again next time. `onLost` is told once.
 */
export function createLossySettings(settings: Settings, onLost: (cause: unknown) => void): Settings {
  const attempt = untilLost(onLost)
  return {
    get: (name) => attempt(() => settings.get(name), null),
    set: (name, value) => {
      attempt(() => {
        settings.set(name, value)
      }, undefined)
    },
  }
}
