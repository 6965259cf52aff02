import { bytesOf, type UsageFigure } from '../model/figure.ts'
import type { BuildCacheRecord, Engine, Inventory } from '../model/inventory.ts'
import type { LedgerEntry } from '../model/ledger.ts'
import { isBuildHistory } from '../model/ledger-account.ts'
import type { Claim, HeldObject, Sides, WhyDiffers } from './account-for.ts'
import { lineOf, type Line } from './category-line.ts'
import { countedAsImages, type LayersSizePart } from './counted-as-images.ts'
import { isCounted, isSaid, type EngineSum } from './engine-sums.ts'

const LINES_OF: Readonly<Record<EngineSum, readonly Line[]>> = {
  images: ['images-shared', 'images-unique'],
  containers: ['writable-layers'],
  volumes: ['volumes'],
  'build-cache': ['build-cache'],
}

/** What the ledger holds of one of the engine's sums, beside what the engine adds up to it. */
export function linesOf(sum: EngineSum): readonly Line[] {
  return LINES_OF[sum]
}

export function sidesOf(sum: EngineSum, inventory: Inventory, engine: Engine): Sides {
  const lines = LINES_OF[sum]
  const entries = inventory.roots
    .flatMap((root) => root.ledger.entries)
    .filter((entry) => lines.includes(lineOf(entry.category)))
  const context: Context = { inventory, engine, owners: new Set(entries.map(ownerOf)) }
  return { ...SIDES[sum](context), entries: new Map(sharesOf(entries)) }
}

interface Context {
  readonly inventory: Inventory
  readonly engine: Engine
  /** Of the line's entries, as `ownerOf` names them. */
  readonly owners: ReadonlySet<string>
}

type TwoSides = Omit<Sides, 'entries'>

const SIDES: Readonly<Record<EngineSum, (context: Context) => TwoSides>> = {
  images: imageSides,
  containers: containerSides,
  volumes: volumeSides,
  'build-cache': buildCacheSides,
}

function ownerOf({ owner }: LedgerEntry): string {
  return `${owner.kind} ${owner.id}`
}

function* sharesOf(entries: readonly LedgerEntry[]): Generator<readonly [string, number]> {
  const sums = new Map<string, number>()
  for (const entry of entries) sums.set(ownerOf(entry), (sums.get(ownerOf(entry)) ?? 0) + entry.allocated)
  yield* sums
}

type Unit = 'allocated' | 'apparent'

function held(usage: UsageFigure, unit: Unit, rest: Omit<HeldObject, 'own' | 'like'>): HeldObject {
  return { ...rest, own: bytesOf(usage.allocated) ?? 0, like: bytesOf(usage[unit]) ?? 0 }
}

const ELSEWHERE: Readonly<Record<LayersSizePart, WhyDiffers>> = {
  'image-layers': 'init-layers',
  'build-cache': 'cache-as-images',
  'writable-layers': 'writable-twice',
  'init-layers': 'init-layers',
  other: 'stray-snapshots',
  content: 'not-here',
}

function imageSides({ inventory, engine, owners }: Context): TwoSides {
  const unit = engine.imageStore === 'classic' ? 'apparent' : 'allocated'
  const layers = inventory.layers
    .map(({ chainId, usage }) =>
      held(usage, unit, { key: chainId, entry: `layer ${chainId}`, uncounted: 'hidden-layers' }),
    )
    .filter(({ entry }) => owners.has(entry))
  const blobs = inventory.blobs
    .map(({ digest, usage }) =>
      held(usage, 'apparent', { key: digest, entry: `content-blob ${digest}`, uncounted: 'packed' }),
    )
    .filter(({ entry }) => owners.has(entry))
  const objects = new Map([...layers, ...blobs].map((object) => [object.key, object]))
  const pieces = countedAsImages(inventory, engine)
  if (typeof pieces === 'string') return { held: [...objects.values()], claims: [] }
  const again = listedAgain(inventory, engine)
  // What is not held here is taken off with the engine's own number.
  const claims = pieces.map(({ what, key, bytes }): Claim => {
    const said = bytesOf(bytes) ?? 0
    const elsewhere = what === 'build-cache' && again.has(key) ? 'cache-twice' : ELSEWHERE[what]
    return { bytes: said, parts: [{ key, like: objects.get(key)?.like ?? said, elsewhere }] }
  })
  return { held: [...objects.values()], claims }
}

/** Snapshots of records that the engine counts under build cache too. */
function listedAgain({ buildCache, snapshots }: Inventory, engine: Engine): ReadonlySet<string> {
  const counted = new Set(buildCache.filter((record) => isCounted(record, engine)).map((record) => record.directory))
  return new Set(snapshots.filter(({ directory }) => counted.has(directory)).map(({ name }) => name))
}

function containerSides({ inventory, engine, owners }: Context): TwoSides {
  const unit = engine.imageStore === 'classic' ? 'apparent' : 'allocated'
  const objects = inventory.containers
    .map(({ id, writable }) => held(writable, unit, { key: id, entry: `container ${id}`, uncounted: 'not-listed' }))
    .filter(({ entry }) => owners.has(entry))
  const said = inventory.containers.map(({ id, engineSizeRw }) => ({ id, engineSize: engineSizeRw }))
  return { held: objects, claims: simpleClaims(said, objects) }
}

function volumeSides({ inventory, owners }: Context): TwoSides {
  const objects = inventory.volumes
    .map(({ name, usage }) => held(usage, 'apparent', { key: name, entry: `volume ${name}`, uncounted: 'not-listed' }))
    .filter(({ entry }) => owners.has(entry))
  const said = inventory.volumes.map(({ name, engineSize }) => ({ id: name, engineSize }))
  return { held: objects, claims: simpleClaims(said, objects) }
}

type Said = Parameters<typeof isSaid>[0] & { readonly id: string }

/** One object, one number. */
function simpleClaims(said: readonly Said[], objects: readonly HeldObject[]): readonly Claim[] {
  const byKey = new Map(objects.map((object) => [object.key, object]))
  return said.filter(isSaid).map(({ id, engineSize }) => {
    const bytes = bytesOf(engineSize) ?? 0
    return { bytes, parts: [{ key: id, like: byKey.get(id)?.like ?? bytes, elsewhere: 'not-here' }] }
  })
}

/**
 * A record stands for the files of its directory and for its packed form; one that is an image's layer has no files of its
 * own. BuildKit counts lengths of files on a classic driver; in the containerd store blocks, and the packed form's length.
 */
function buildCacheSides({ inventory, engine, owners }: Context): TwoSides {
  const { buildCache, layers, blobs } = inventory
  const classic = engine.imageStore === 'classic'
  const unit = classic ? 'apparent' : 'allocated'
  const uncounted = (records: readonly string[]): WhyDiffers =>
    records.some((id) => sharedIds.has(id)) ? 'image-copies' : 'not-listed'
  const sharedIds = new Set(buildCache.filter((record) => !isCounted(record, engine)).map((record) => record.id))
  const directories = new Map<string, HeldObject>()
  for (const { id, directory, chainId, usage } of buildCache) {
    const entry = `build-cache-record ${id}`
    if (directory === null || chainId !== null) continue
    const known = directories.get(directory)
    if (known !== undefined && (owners.has(known.entry) || !owners.has(entry))) continue
    directories.set(directory, held(usage, unit, { key: directory, entry, uncounted: uncounted([id]) }))
  }
  const cachedLayers = layers.map(({ chainId, usage, buildCacheRecords }) =>
    held(usage, unit, { key: chainId, entry: `layer ${chainId}`, uncounted: uncounted(buildCacheRecords) }),
  )
  const cachedBlobs = blobs.flatMap(({ digest, usage, images, buildCacheRecords, ...blob }) => {
    const [record] = buildCacheRecords
    if (record === undefined || images.length > 0 || isBuildHistory(blob)) return []
    const itself = `content-blob ${digest}`
    const entry = owners.has(itself) ? itself : `build-cache-record ${record}`
    return [held(usage, 'apparent', { key: digest, entry, uncounted: uncounted(buildCacheRecords) })]
  })
  return {
    held: [...directories.values(), ...cachedLayers, ...cachedBlobs].filter(({ entry }) => owners.has(entry)),
    claims: buildCache
      .filter((record) => isCounted(record, engine) && isSaid(record))
      .map((record) => ({ bytes: bytesOf(record.engineSize) ?? 0, parts: partsOfRecord(record, unit) })),
  }
}

function partsOfRecord(record: BuildCacheRecord, unit: Unit): Claim['parts'] {
  const { chainId, directory, usage, blob, packed } = record
  const files = chainId ?? directory
  const like = bytesOf(usage[unit]) ?? 0
  // In the containerd store a record that is an image's layer counts its packed form alone.
  const countsFiles = files !== null && (chainId === null || blob === null)
  return [
    ...(countsFiles ? [{ key: files, like, elsewhere: 'image-layers' as const }] : []),
    ...(blob === null ? [] : [{ key: blob, like: bytesOf(packed.apparent) ?? 0, elsewhere: 'image-layers' as const }]),
  ]
}
