import type { Settings } from './settings.ts'

/**
 * Settings that may be lost, as `createLossyUsageMemory`: what cannot be read was never set, what cannot be written is
 * asked for again next time. `onLost` is told once.
 */
export function createLossySettings(settings: Settings, onLost: (cause: unknown) => void): Settings {
  let lost = false
  const attempt = <T>(work: () => T, otherwise: T): T => {
    if (lost) return otherwise
    try {
      return work()
    } catch (cause) {
      lost = true
      onLost(cause)
      return otherwise
    }
  }
  return {
    get: (name) => attempt(() => settings.get(name), null),
    set: (name, value) => {
      attempt(() => {
        settings.set(name, value)
      }, undefined)
    },
  }
}
