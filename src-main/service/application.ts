import type { EngineChoice, Failure, Subject } from '../contract/app-state.ts'
import type { ReadChanges } from './files/changes-port.ts'
import type { HostPort } from './host-port.ts'
import type { InventoryTaker } from './inventory-taker.ts'
import { Measurements } from './measurements.ts'
import type { ReclaimPort } from './reclaim/reclaim-port.ts'
import { createRouter, type Router } from './router.ts'
import type { ScanWay } from './target.ts'

export interface Application {
  /** What may be asked of it; the same for every host. */
  readonly router: Router
  /** Takes the first inventory and follows the engine's events from then on. */
  start(): void
  close(): Promise<void>
}

export interface ApplicationParts {
  readonly taker: InventoryTaker
  /** What `taker` takes. */
  readonly subject: Subject
  /** A taker of something else. */
  readonly takerFor: (subject: Subject) => InventoryTaker
  readonly engines: () => Promise<readonly EngineChoice[]>
  /** From the next measurement on. */
  readonly scanWith: (how: ScanWay | 'never', remember: boolean) => void
  /** See `FileTreesParts`. */
  readonly readChanges?: ReadChanges | null
  /** Makes what reclaims, on top of the measurements. */
  readonly reclaim: (measurements: Measurements) => ReclaimPort
  /** The desktop around the page; null where there is none. */
  readonly host: HostPort | null
  /** Failures of putting the application together that do not stop it, such as a state directory that cannot be written. */
  readonly failures: readonly Failure[]
  /** Whether to stay and follow the engine; the terminal takes one inventory and ends. */
  readonly follow: boolean
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
