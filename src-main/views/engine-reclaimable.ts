import { exact, sumFigures, type Figure } from '../model/figure.ts'
import type { Engine, Image, Inventory } from '../model/inventory.ts'
import type { ReclaimGraph } from '../model/reclaim-graph.ts'
import type { ObjectKey } from '../model/reclaim-objects.ts'
import { reclaimable } from '../model/reclaimable.ts'
import { engineSums, isSaid, type EngineSum } from './engine-sums.ts'
import { isSince } from './engine-version.ts'

/**
 * How this version works out RECLAIMABLE of images. Sources: docker/cli `formatter/disk_usage.go` up to 28, moby
 * `daemon/disk_usage.go` since 29.
 * - `all-but-used-unique` (up to 28): the size of all, minus what only used images have. Layers that used images share
 *   count as reclaimable: too much.
 * - `all-but-unused-unique` (29.0 to 29.3): the wrong images are subtracted: it says what would stay.
 * - `unused-unique` (since 29.4): what only one unused image has. What only unused images share is left out: too little.
 */
export type ImagesFormula = 'all-but-used-unique' | 'all-but-unused-unique' | 'unused-unique'

/** Containers that are not running, volumes without a container, build cache records that are neither in use nor images'. */
export type OtherFormula = 'not-running' | 'without-containers' | 'not-in-use'

/** RECLAIMABLE of `docker system df`. */
export interface EngineReclaimable {
  readonly formula: ImagesFormula | OtherFormula
  readonly engine: Figure
  /** Per cent of SIZE as it prints them; null where it prints none. */
  readonly percent: number | null
  /** Allocated bytes that would really go with everything that is unused: what the engine's figure means to say. */
  readonly frees: Figure
}

/** The engine's four figures; `graph` is the inventory's. */
export function viewReclaimable(what: EngineSum, { inventory, engine, graph }: ReclaimableInput): EngineReclaimable {
  const size = engineSums(inventory, engine)[what]
  const formula = formulaOf(what, engine)
  const figure = reclaimableOf(what, inventory, engine)
  const { frees } = reclaimable(graph, unusedOf(what, inventory))
  return { formula, engine: figure, percent: what === 'build-cache' ? null : percentOf(figure, size), frees }
}

export interface ReclaimableInput {
  readonly inventory: Inventory
  readonly engine: Engine
  readonly graph: ReclaimGraph
}

/** What nothing uses: stopped containers keep their images and volumes in use. */
function unusedOf(what: EngineSum, { images, containers, volumes, buildCache }: Inventory): readonly ObjectKey[] {
  switch (what) {
    case 'images':
      return images.filter((image) => image.containers.length === 0).map(({ id }) => ({ kind: 'image', id }))
    case 'containers':
      return containers.filter(({ state }) => !ACTIVE.has(state)).map(({ id }) => ({ kind: 'container', id }))
    case 'volumes':
      return volumes
        .filter((volume) => volume.containers.length === 0)
        .map(({ name }) => ({ kind: 'volume', id: name }))
    case 'build-cache':
      return buildCache.filter((record) => record.inUse !== true).map(({ id }) => ({ kind: 'build-cache', id }))
  }
}

function formulaOf(what: EngineSum, engine: Engine): EngineReclaimable['formula'] {
  switch (what) {
    case 'images':
      return imagesFormula(engine)
    case 'containers':
      return 'not-running'
    case 'volumes':
      return 'without-containers'
    case 'build-cache':
      return 'not-in-use'
  }
}

export function imagesFormula(engine: Pick<Engine, 'version'>): ImagesFormula {
  if (isSince(engine, 29, 4)) return 'unused-unique'
  return isSince(engine, 29, 0) ? 'all-but-unused-unique' : 'all-but-used-unique'
}

function reclaimableOf(what: EngineSum, inventory: Inventory, engine: Engine): Figure {
  switch (what) {
    case 'images':
      return imagesReclaimable(inventory, engine)
    case 'containers':
      return said(
        inventory.containers
          .filter(({ state }) => !ACTIVE.has(state))
          .map(({ engineSizeRw }) => ({ engineSize: engineSizeRw })),
        engine,
      )
    case 'volumes':
      return said(
        inventory.volumes.filter((volume) => volume.containers.length === 0),
        engine,
      )
    case 'build-cache':
      // Also where SIZE counts records that images are made from: as reclaimable they never count.
      return said(
        inventory.buildCache.filter((record) => record.inUse !== true && record.shared !== true),
        engine,
      )
  }
}

const ACTIVE: ReadonlySet<string> = new Set(['running', 'paused', 'restarting'])

function said(objects: readonly { readonly engineSize: Figure }[], { layersSize }: Engine): Figure {
  if (layersSize.kind === 'unknown') return layersSize
  return sumFigures(objects.filter(isSaid).map((object) => object.engineSize))
}

function imagesReclaimable({ images }: Inventory, engine: Engine): Figure {
  if (engine.imagesReclaimable.kind === 'exact' || engine.layersSize.kind !== 'exact')
    return engine.imagesReclaimable.kind === 'exact' ? engine.imagesReclaimable : engine.layersSize
  const listed = images.filter((image) => !image.intermediate)
  const unique = (wanted: (image: Image) => boolean) =>
    listed.filter(wanted).reduce((sum, image) => sum + (uniqueOf(image) ?? 0), 0)
  switch (imagesFormula(engine)) {
    case 'all-but-used-unique':
      return exact(engine.layersSize.bytes - unique((image) => usersOf(image) !== 0))
    case 'all-but-unused-unique':
      return exact(engine.layersSize.bytes - unique((image) => usersOf(image) === 0))
    case 'unused-unique':
      return exact(unique((image) => usersOf(image) === 0))
  }
}

/** The engine's own count: it knows containers of every platform of an image. */
function usersOf({ engineContainers, containers }: Image): number {
  return engineContainers ?? containers.length
}

/** SIZE minus SHARED SIZE; null where the engine has not both. */
function uniqueOf({ engineSize, engineSharedSize }: Image): number | null {
  return engineSize.kind === 'exact' && engineSharedSize.kind === 'exact'
    ? engineSize.bytes - engineSharedSize.bytes
    : null
}

/** Whole per cent, cut off. */
function percentOf(part: Figure, whole: Figure): number | null {
  if (part.kind !== 'exact' || whole.kind !== 'exact' || whole.bytes === 0) return null
  return Math.trunc((part.bytes * 100) / whole.bytes)
}
