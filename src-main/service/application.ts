import { Measurements, type MeasurementParts } from './measurements.ts'
import type { ReclaimPort } from './reclaim/reclaim-port.ts'
import { createRouter, type Router } from './router.ts'

export interface Application {
  /** What may be asked of it; the same for every host. */
  readonly router: Router
  /** Takes the first inventory and follows the engine's events from then on. */
  start(): void
  close(): Promise<void>
}

export interface ApplicationParts extends MeasurementParts {
  /** Makes what reclaims, on top of the measurements. */
  readonly reclaim: (measurements: Measurements) => ReclaimPort
}

export function createApplication(parts: ApplicationParts): Application {
  const measurements = new Measurements(parts)
  const reclaim = parts.reclaim(measurements)
  return {
    router: createRouter(measurements, reclaim),
    start: () => {
      measurements.measure(false)
    },
    close: async () => {
      await reclaim.close()
      await measurements.close()
    },
  }
}
