import type { Inventory } from '../model/inventory.ts'
import type { Purpose } from '../model/observations.ts'
import type { EngineEvent } from '../sources/docker-engine/engine-event.ts'

/** What the engine said has changed since the last whole measurement. */
export interface Touched {
  readonly containers: ReadonlySet<string>
  readonly volumes: ReadonlySet<string>
}

export function touchedBy(events: readonly EngineEvent[]): Touched {
  const ids = (kind: string) => new Set(events.flatMap((event) => (event.kind === kind ? (event.id ?? []) : [])))
  return { containers: ids('container'), volumes: ids('volume') }
}

/**
 * Whether a place of the last walk is still what it was, as far as the engine knows: then a refresh need not walk it.
 *
 * Writable layers, logs and volumes of containers that ran then or run now can have changed at any time; of stopped
 * ones only when an event named them. Book-keeping is small and always read again. What somebody changed behind the
 * engine's back is found by the next whole measurement.
 */
export function createScope(before: Inventory, touched: Touched): (purpose: Purpose) => boolean {
  const busy = new Set<string>(touched.containers)
  for (const container of before.containers) {
    if (container.state !== 'exited' && container.state !== 'created') busy.add(container.id)
  }
  const mounted = new Set<string>(touched.volumes)
  for (const container of before.containers) {
    if (busy.has(container.id)) for (const volume of container.volumes) mounted.add(volume)
  }
  return (purpose) => {
    switch (purpose.kind) {
      case 'layer':
      case 'layer-surroundings':
      case 'init-layer':
      case 'init-layer-surroundings':
      // Named by what is in it.
      case 'content-blob':
        return true
      case 'writable-layer':
      case 'writable-layer-surroundings':
      case 'container-log':
      case 'container-config':
        return !busy.has(purpose.containerId)
      case 'volume':
      case 'volume-surroundings':
        return !mounted.has(purpose.name)
      // Builds write here and send no event that could be relied on.
      case 'build-cache':
      case 'build-cache-surroundings':
      case 'area':
      case 'orphan':
      case 'other-namespace':
      case 'leftover-driver':
      case 'own-scan':
      case 'unexplained':
        return false
    }
  }
}
