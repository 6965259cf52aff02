import { exact, sumFigures, unknown, type Figure } from '../model/figure.ts'
import type { BuildCacheRecord, Engine, Inventory } from '../model/inventory.ts'
import { isSince } from './engine-version.ts'

/** The four rows of `docker system df`. */
export const ENGINE_SUMS = ['images', 'containers', 'volumes', 'build-cache'] as const
export type EngineSum = (typeof ENGINE_SUMS)[number]

/** What `docker system df` prints as SIZE of each row. Objects that the engine has no size of are in none, as there. */
export function engineSums(inventory: Inventory, engine: Engine): Readonly<Record<EngineSum, Figure>> {
  const { containers, volumes, buildCache } = inventory
  const answered = engine.layersSize
  const sum = (objects: readonly { readonly engineSize: Figure }[]) => sumOfSaid(objects, answered)
  return {
    images: engine.layersSize,
    containers: sumOfSaid(
      containers.map(({ engineSizeRw }) => ({ engineSize: engineSizeRw })),
      containers.length === 0 ? answered : unknown('engine-did-not-say'),
    ),
    volumes: sum(volumes),
    'build-cache': sum(buildCache.filter((record) => isCounted(record, engine))),
  }
}

/**
 * Up to 28 the docker CLI leaves out records that are layers of images; since 29 the engine adds them up, and all of
 * them (moby, `builder-next/builder.go`).
 */
export function isCounted(record: BuildCacheRecord, engine: Engine): boolean {
  return record.shared !== true || isSince(engine, 29, 0)
}

/** Has the engine a size of it? */
export function isSaid({ engineSize }: { readonly engineSize: Figure }): boolean {
  return engineSize.kind !== 'unknown' || engineSize.because !== 'engine-did-not-say'
}

/** Nothing said of anything is nothing only where the engine has answered the question. */
function sumOfSaid(objects: readonly { readonly engineSize: Figure }[], answered: Figure): Figure {
  const said = objects.filter(isSaid)
  if (said.length > 0) return sumFigures(said.map((object) => object.engineSize))
  return answered.kind === 'unknown' ? answered : exact(0)
}
