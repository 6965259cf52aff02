import type { ChainId } from '../../model/identifiers.ts'
import type { LayerFact, Place, Purpose, WritableLayerFact } from '../../model/observations.ts'
import { readBuildkitDatabases } from '../areas/buildkit-databases.ts'
import type { DirectoryEntry } from '../disk/disk-reader.ts'
import { isFresh } from '../survey/is-fresh.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listEntries, orGap } from '../survey/survey-reads.ts'
import { joinBuildkitRecords, type BuildkitDirectories } from './buildkit-directories.ts'
import { createdAt, readLayerdb, type Layerdb } from './layerdb.ts'
import type { DriverSurvey, StorageDriverReader } from './storage-driver-reader.ts'

const DRIVER = 'overlay2'

/** Between making a layer's directory and its write set the engine does nothing long; a busy disk may. */
const WRITE_SET_FOLLOWS_MS = 60_000

/** A write set that nothing was written to for longer was left by an engine that died: it protects nothing any more. */
const WRITE_SET_LIVES_MS = 60 * 60_000

/**
 * overlay2: `overlay2/<cache id>/{diff,link,lower,work,merged,committed}` and the short names in `overlay2/l`.
 * `merged` is a mount of a running container and is never entered. BuildKit keeps its own directories here too.
 */
export const overlay2Reader: StorageDriverReader = {
  name: DRIVER,
  directories: [DRIVER],
  // An empty directory too: what was emptied by hand still has its records.
  detect: (context) => {
    const path = `${context.root}/${DRIVER}`
    return orGap(context, path, () => context.reader.identify(path), null)?.kind === 'directory'
  },
  survey,
}

async function survey(context: SurveyContext): Promise<DriverSurvey> {
  // Names first, meanings after: what is made in between is then not in the list and cannot be accused.
  const entries = listEntries(context, `${context.root}/${DRIVER}`)
  const layerdb = await readLayerdb(context, DRIVER)
  const databases = readBuildkitDatabases(context.reader, `${context.root}/buildkit`)
  databases.gaps.forEach(context.gap)
  const present = new Set(entries.filter((entry) => entry.kind === 'directory').map((entry) => entry.name))
  const buildkit = joinBuildkitRecords({ databases, layers: layerdb.layers, present, place: contentOf })

  const places: Place[] = [place(DRIVER, { kind: 'area', area: DRIVER, category: 'layer-metadata' })]
  const purposes = knownPurposes(layerdb, buildkit)
  const judge: Judge = { context, layerdb, unsure: databases.gaps.length > 0 || layerdb.incomplete }
  for (const entry of entries) {
    const known = purposes.get(entry.name)
    if (known !== undefined) places.push(...known)
    else places.push(place(`${DRIVER}/${entry.name}`, strangerPurpose(entry, judge)))
  }
  places.push(...recordPlaces(layerdb))
  return { layers: layerFacts(layerdb), writableLayers: writableLayers(layerdb), buildCache: buildkit.records, places }
}

function contentOf(directory: string): string {
  return `${DRIVER}/${directory}/diff`
}

function place(path: string, purpose: Purpose, immutableKey: string | null = null): Place {
  return { path, purpose, immutableKey }
}

function layerFacts(layerdb: Layerdb): LayerFact[] {
  return layerdb.layers.map((layer) => ({
    chainId: layer.chainId,
    diffId: layer.diffId,
    cacheId: layer.cacheId,
    parent: layer.parent,
    engineSize: layer.size,
    directory: contentOf(layer.cacheId),
    driver: DRIVER,
    initOf: null,
  }))
}

function writableLayers(layerdb: Layerdb): WritableLayerFact[] {
  return layerdb.mounts.map((mount) => ({
    containerId: mount.containerId,
    directory: contentOf(mount.mountId),
    parent: mount.parent,
    driver: DRIVER,
  }))
}

/** Every directory that some record names, with its places: the files themselves and what the driver keeps around them. */
function knownPurposes(layerdb: Layerdb, buildkit: BuildkitDirectories): Map<string, Place[]> {
  const known = new Map<string, Place[]>()
  for (const [directory, owner] of buildkit.own) {
    const { recordIds, snapshotKey } = owner
    known.set(directory, buildCachePlaces(directory, { recordIds, snapshotKey }))
  }
  for (const { mountId, initId, snapshotKey } of layerdb.buildMounts) {
    for (const directory of [mountId, ...(initId === null ? [] : [initId])])
      known.set(directory, buildCachePlaces(directory, { recordIds: [], snapshotKey }))
  }
  for (const layer of layerdb.layers) known.set(layer.cacheId, layerPlaces(layer.cacheId, layer.chainId))
  for (const mount of layerdb.mounts) {
    const { containerId, mountId, initId } = mount
    known.set(mountId, [
      place(`${DRIVER}/${mountId}`, { kind: 'writable-layer-surroundings', containerId }),
      place(contentOf(mountId), { kind: 'writable-layer', containerId }),
    ])
    if (initId !== null) known.set(initId, [place(`${DRIVER}/${initId}`, { kind: 'init-layer', containerId })])
  }
  return known
}

/** What layerdb keeps of each: it goes with what it is about, and of a large layer it is megabytes (`tar-split.json.gz`). */
function recordPlaces({ layers, mounts, buildMounts }: Layerdb): Place[] {
  const base = `image/${DRIVER}/layerdb`
  return [
    ...layers.map(({ chainId }) =>
      place(`${base}/sha256/${chainId.slice('sha256:'.length)}`, { kind: 'layer-surroundings', chainId }),
    ),
    ...mounts.map(({ containerId }) =>
      place(`${base}/mounts/${containerId}`, { kind: 'writable-layer-surroundings', containerId }),
    ),
    ...buildMounts.map(({ snapshotKey }) =>
      place(`${base}/mounts/${snapshotKey}`, { kind: 'build-cache-surroundings', recordIds: [], snapshotKey }),
    ),
  ]
}

interface BuildCacheOwner {
  readonly recordIds: readonly string[]
  readonly snapshotKey: string
}

function buildCachePlaces(directory: string, owner: BuildCacheOwner): Place[] {
  return [
    place(`${DRIVER}/${directory}`, { kind: 'build-cache-surroundings', ...owner }),
    place(contentOf(directory), { kind: 'build-cache', ...owner }),
  ]
}

function layerPlaces(cacheId: string, chainId: ChainId): Place[] {
  return [
    place(`${DRIVER}/${cacheId}`, { kind: 'layer-surroundings', chainId }),
    place(contentOf(cacheId), { kind: 'layer', chainId }, `${DRIVER}/${cacheId}/${chainId}`),
  ]
}

interface Judge {
  readonly context: SurveyContext
  readonly layerdb: Layerdb
  /** Not all records could be read. */
  readonly unsure: boolean
}

const BEING_MADE: Purpose = { kind: 'area', area: 'being-made', category: 'layer-metadata' }

/** A name in overlay2/ that no record has. Only a directory is accused, and only when all records could be read whole. */
function strangerPurpose({ name, kind }: DirectoryEntry, judge: Judge): Purpose {
  if (judge.layerdb.removing.has(name)) return { kind: 'orphan', reason: 'removing' }
  // `l` holds the short names; single files (backingFsBlockDev) are the driver's own.
  if (name === 'l' || kind !== 'directory') return { kind: 'area', area: DRIVER, category: 'layer-metadata' }
  if (isBeingMade(name, judge)) return BEING_MADE
  if (judge.unsure) return { kind: 'unexplained' }
  // A container's mount is written down after its directory; only a layer has a write set.
  const fresh = isFresh(judge.context, `${judge.context.root}/${DRIVER}/${name}`)
  return fresh ? BEING_MADE : { kind: 'orphan', reason: 'unaccounted' }
}

/** A write set names its directory only at the end; until then it is the one that was made just before. */
function isBeingMade(name: string, { context, layerdb }: Judge): boolean {
  const writeSets = layerdb.writeSets.filter(({ writtenAt }) => context.reader.now() - writtenAt <= WRITE_SET_LIVES_MS)
  if (writeSets.length === 0) return false
  const born = createdAt(context, `${context.root}/${DRIVER}/${name}`)
  return writeSets.some((writeSet) => {
    if (writeSet.cacheId !== null) return writeSet.cacheId === name
    const after = born === null ? Number.NaN : writeSet.createdAt - born
    return after >= 0 && after <= WRITE_SET_FOLLOWS_MS
  })
}
