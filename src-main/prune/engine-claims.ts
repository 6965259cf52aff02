import { exact, sumFigures, unknown, type Figure } from '../model/figure.ts'
import type { Inventory } from '../model/inventory.ts'
import { keyOf } from '../model/reclaim-graph.ts'
import type { ChoiceBytes, ChosenPart } from './choice-bytes.ts'
import type { PruneGrounds } from './prune-kind.ts'

/**
 * What the engine's own prunes would report as SpaceReclaimed for the objects of a choice that go, by `targetKey`, done in
 * the order of `docker system prune`: containers, volumes, images, build cache. Bytes as the engine counts them: SizeRw of
 * a container, the size of a volume and of a record; of images what they are stored as, without what the cache still has,
 * and nothing that two of them have. That stands under '' .
 */
export function engineClaims(grounds: PruneGrounds, { reclaimed, parts }: ChoiceBytes): ReadonlyMap<string, Figure> {
  const claims = new Map<string, Figure>()
  const sizeOf = sizesOf(grounds.inventory)
  for (const place of reclaimed.going) {
    const object = grounds.graph.objects[place]
    if (object !== undefined) claims.set(keyOf(object), sizeOf(keyOf(object)))
  }
  const claimed = claimedOf(grounds.inventory)
  for (const chosen of parts) {
    const bytes = isImages(grounds, chosen) ? claimed(chosen) : null
    if (bytes === null) continue
    const key = chosen.holders.length === 1 ? (chosen.holders[0] ?? '') : ''
    claims.set(key, sumFigures([claims.get(key) ?? exact(0), bytes]))
  }
  return claims
}

/** Images say nothing of themselves: they are what is deleted with them. */
function sizesOf({ containers, volumes, buildCache }: Inventory): (key: string) => Figure {
  const sizes = new Map<string, Figure>([
    ...containers.map(({ id, engineSizeRw }) => [`container ${id}`, engineSizeRw] as const),
    ...volumes.map(({ name, engineSize }) => [`volume ${name}`, engineSize] as const),
    ...buildCache.map(({ id, engineSize }) => [`build-cache ${id}`, engineSize] as const),
  ])
  return (key) => sizes.get(key) ?? exact(0)
}

/** The last to hold it are images: the cache is pruned after them, and containers are gone before. */
function isImages({ graph }: PruneGrounds, { part }: ChosenPart): boolean {
  const kinds = new Set(part.holders.map((holder) => graph.objects[holder]?.kind))
  return kinds.has('image') && !kinds.has('build-cache')
}

/** Classic: stored sizes of layers. Containerd store: lengths of blobs, and since 29.6 what was unpacked of them. */
function claimedOf({ engine, layers, blobs }: Inventory): (chosen: ChosenPart) => Figure | null {
  const stored = new Map(layers.map(({ chainId, engineSize }) => [chainId, engineSize]))
  const lengths = new Map(blobs.map(({ digest, engineSize }) => [digest, engineSize]))
  const unpackedToo = engine === null || engine.imageStore === 'classic' || isSince296(engine.version)
  return ({ part: { kind, id } }) => {
    if (kind === 'layer') return unpackedToo ? (stored.get(id) ?? unknown('metadata-damaged')) : null
    return kind === 'content-blob' ? (lengths.get(id) ?? unknown('metadata-damaged')) : null
  }
}

/** moby 29.6.0 counts snapshots as well. A version that is no number is a build from source: newer than all that are. */
function isSince296(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined) return true
  return Number(major) > 29 || (Number(major) === 29 && Number(minor) >= 6)
}
