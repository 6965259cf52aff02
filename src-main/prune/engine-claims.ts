import { sumFigures, type Figure } from '../model/figure.ts'
import type { Engine, Inventory } from '../model/inventory.ts'
import { keyOf, type ReclaimPart } from '../model/reclaim-graph.ts'
import type { PruneKindId } from './candidate.ts'
import type { ChoiceBytes } from './choice-bytes.ts'
import type { PruneGrounds } from './prune-kind.ts'

/** Bytes as the engine counts them, by places in the graph: looked up once for an inventory. */
export interface EngineSizes {
  /** SizeRw of a container, the size of a volume and of a record. Images have none of themselves. */
  readonly ofObjects: readonly (Figure | undefined)[]
  /** Of what is deleted with an image, and the cache has not: classic, stored sizes of layers; else lengths of blobs. */
  readonly ofParts: readonly (Figure | undefined)[]
}

export function engineSizes({ inventory, graph }: PruneGrounds): EngineSizes {
  const { objects, parts } = said(inventory)
  const isRecord = (place: number) => graph.objects[place]?.kind === 'build-cache'
  // The init layer that a layer keeps below it is a part of the same name, and in no figure of the engine's.
  const isInit = ({ kind, id }: ReclaimPart, place: number) => kind === 'layer' && graph.partOfLayer.get(id) !== place
  return {
    ofObjects: graph.objects.map((object) => objects.get(keyOf(object))),
    ofParts: graph.parts.map((part, place) =>
      part.holders.some(isRecord) || isInit(part, place) ? undefined : parts.get(keyOf(part)),
    ),
  }
}

type Said = Readonly<Record<'objects' | 'parts', ReadonlyMap<string, Figure>>>

function said({ engine, containers, volumes, buildCache, layers, blobs }: Inventory): Said {
  const layersToo = engine === null || countsLayers(engine)
  return {
    objects: new Map([
      ...containers.map(({ id, engineSizeRw }) => [`container ${id}`, engineSizeRw] as const),
      ...volumes.map(({ name, engineSize }) => [`volume ${name}`, engineSize] as const),
      ...buildCache.map(({ id, engineSize }) => [`build-cache ${id}`, engineSize] as const),
    ]),
    parts: new Map([
      ...(layersToo ? layers : []).map(({ chainId, engineSize }) => [`layer ${chainId}`, engineSize] as const),
      ...blobs.map(({ digest, engineSize }) => [`content-blob ${digest}`, engineSize] as const),
    ]),
  }
}

/** In the containerd store, moby counts snapshots since 29.6.0. A version that is no number is built from source: newer. */
function countsLayers({ imageStore, version }: Engine): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (imageStore === 'classic' || major === undefined) return true
  return Number(major) > 29 || (Number(major) === 29 && Number(minor) >= 6)
}

interface ClaimInput {
  readonly sizes: EngineSizes
  /** Of a chosen object, by its key. */
  readonly kindOf: ReadonlyMap<string, PruneKindId>
}

/**
 * What the engine's own prunes would report as SpaceReclaimed for the objects of a choice that go, done in the order of
 * `docker system prune`: containers, volumes, images, build cache. Of images what they are stored as, without what the
 * cache still has; `together` is what several of them hold. Kinds that no prune of the engine knows are left out.
 */
export function engineClaims(
  { graph }: PruneGrounds,
  { reclaimed, parts }: ChoiceBytes,
  { sizes, kindOf }: ClaimInput,
): ReadonlyMap<PruneKindId | 'together', Figure> {
  const claims = new Map<PruneKindId | 'together', Figure[]>()
  const add = (kind: PruneKindId | 'together', size: Figure | undefined): void => {
    const list = claims.get(kind) ?? []
    if (size !== undefined) list.push(size)
    claims.set(kind, list)
  }
  for (const place of reclaimed.going) {
    const object = graph.objects[place]
    const kind = object === undefined ? undefined : kindOf.get(keyOf(object))
    if (kind !== undefined) add(kind, sizes.ofObjects[place])
  }
  for (const { place, holders } of parts) {
    const size = sizes.ofParts[place]
    const [holder = ''] = holders
    if (size !== undefined) add(holders.length === 1 ? (kindOf.get(holder) ?? 'together') : 'together', size)
  }
  return new Map([...claims].map(([kind, list]) => [kind, sumFigures(list)]))
}
