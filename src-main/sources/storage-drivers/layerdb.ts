import { dirname } from 'node:path'
import type { ChainId, ContainerId, DiffId } from '../../model/identifiers.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { damaged, isThere, listEntries, listNames, orGap, readSmallText } from '../survey/survey-reads.ts'

/** A layer as layerdb records it. Source: `image/<driver>/layerdb/sha256/<chain id>/`. */
export interface LayerRecord {
  readonly chainId: ChainId
  readonly cacheId: string
  readonly diffId: DiffId | null
  readonly parent: ChainId | null
  /** `size`; null when missing or not a number. */
  readonly size: number | null
}

/** A mount as layerdb records it. Source: `image/<driver>/layerdb/mounts/<name>/`. */
export interface MountRecord {
  readonly mountId: string
  readonly initId: string | null
  readonly parent: ChainId | null
}

/** A container's mount: its name is the container's ID. */
export interface ContainerMountRecord extends MountRecord {
  readonly containerId: ContainerId
}

/** A mount through which BuildKit reads an image's layers, for as long as a build step needs it. */
export interface BuildMountRecord extends MountRecord {
  /** BuildKit's own name for it: 25 letters and digits. */
  readonly snapshotKey: string
}

/**
 * A layer that is being registered. Source: `image/<driver>/layerdb/tmp/write-set-*`.
 *
 * The engine makes the layer's directory, then the write set, unpacks for as long as it takes, and writes the cache ID
 * at the end: until then only the time tells which directory belongs to it.
 */
export interface WriteSet {
  readonly cacheId: string | null
  /** Milliseconds since 1970, from `createdAt`. */
  readonly createdAt: number
  /** Milliseconds since 1970, when something in it was written last. */
  readonly writtenAt: number
}

export interface Layerdb {
  readonly layers: readonly LayerRecord[]
  readonly mounts: readonly ContainerMountRecord[]
  readonly buildMounts: readonly BuildMountRecord[]
  readonly writeSets: readonly WriteSet[]
  /** Something in it is damaged or could not be read: what it named is not known. */
  readonly incomplete: boolean
  /** Cache IDs of interrupted deletions (`<chain>-<random>-removing`). */
  readonly removing: ReadonlySet<string>
}

const HEX64 = /^[0-9a-f]{64}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/
/** Names of directories that a driver makes. Anything else in a file of layerdb is damage, and never becomes a path. */
const DIRECTORY_NAME = /^[0-9a-z][0-9a-z-]{0,127}$/

/** What a file of a record holds. */
interface Field {
  readonly pattern: RegExp
  readonly what: string
  readonly optional: boolean
}

const CACHE_ID: Field = { pattern: DIRECTORY_NAME, what: 'the name of a directory', optional: false }
const INIT_ID: Field = { ...CACHE_ID, optional: true }
const DIFF_ID: Field = { pattern: DIGEST, what: 'a digest', optional: false }
const PARENT: Field = { ...DIFF_ID, optional: true }
const SIZE: Field = { pattern: /^\d{1,15}$/, what: 'a number of bytes', optional: false }

/**
 * When a directory was made: its birth, or its last change where that is earlier, because a copy of a root keeps only
 * that. Null when it is gone or cannot be looked at.
 */
export function createdAt(context: SurveyContext, path: string): number | null {
  const found = orGap(context, path, () => context.reader.identify(path), null)
  return found && Math.min(found.bornAt ?? found.modifiedAt, found.modifiedAt)
}

/** Reads all of layerdb. A damaged record is a gap and is left out; which directory was its own is not known then. */
export async function readLayerdb(outer: SurveyContext, driver: string): Promise<Layerdb> {
  let incomplete = false
  const context: SurveyContext = {
    ...outer,
    gap: (gap) => {
      incomplete = true
      outer.gap(gap)
    },
  }
  const base = `${context.root}/image/${driver}/layerdb`
  // First, because a write set that is done becomes a layer: then it is seen twice and not never.
  const writeSets = readWriteSets(context, `${base}/tmp`)
  const { layers, removing } = await readLayers(context, `${base}/sha256`)
  const { mounts, buildMounts } = await readMounts(context, `${base}/mounts`)
  return { layers, mounts, buildMounts, writeSets, removing, incomplete }
}

async function readLayers(context: SurveyContext, base: string): Promise<Pick<Layerdb, 'layers' | 'removing'>> {
  const layers: LayerRecord[] = []
  const removing = new Set<string>()
  for (const name of listNames(context, base)) {
    const directory = `${base}/${name}`
    if (name.endsWith('-removing')) {
      const cacheId = readSmallText(context, `${directory}/cache-id`)
      if (typeof cacheId === 'string') removing.add(cacheId)
    } else if (HEX64.test(name)) {
      const record = readLayer(context, directory, `sha256:${name}`)
      if (record !== null) layers.push(record)
    }
    await context.reader.breathe(context.signal)
  }
  return { layers, removing }
}

function readLayer(context: SurveyContext, directory: string, chainId: ChainId): LayerRecord | null {
  const cacheId = readField(context, `${directory}/cache-id`, CACHE_ID)
  const diffId = readField(context, `${directory}/diff`, DIFF_ID)
  const parent = readField(context, `${directory}/parent`, PARENT)
  const size = readField(context, `${directory}/size`, SIZE)
  return cacheId === null ? null : { chainId, cacheId, diffId, parent, size: size === null ? null : Number(size) }
}

async function readMounts(context: SurveyContext, base: string): Promise<Pick<Layerdb, 'mounts' | 'buildMounts'>> {
  const mounts: ContainerMountRecord[] = []
  const buildMounts: BuildMountRecord[] = []
  for (const name of listNames(context, base)) {
    const mountId = readField(context, `${base}/${name}/mount-id`, CACHE_ID)
    const initId = readField(context, `${base}/${name}/init-id`, INIT_ID)
    const parent = readField(context, `${base}/${name}/parent`, PARENT)
    if (mountId !== null) {
      if (HEX64.test(name)) mounts.push({ containerId: name, mountId, initId, parent })
      else buildMounts.push({ snapshotKey: name, mountId, initId, parent })
    }
    await context.reader.breathe(context.signal)
  }
  return { mounts, buildMounts }
}

function readWriteSets(context: SurveyContext, base: string): WriteSet[] {
  return listNames(context, base).flatMap((name) => {
    const path = `${base}/${name}`
    const since = createdAt(context, path)
    // Gone since it was listed: what it was about is a layer now, or was given up.
    if (since === null) return []
    const cacheId = readSmallText(context, `${path}/cache-id`) ?? null
    return [{ cacheId, createdAt: since, writtenAt: writtenAt(context, path) }]
  })
}

/** A large layer is unpacked for hours; all the while the engine writes down what is in it (`tar-split.json.gz`). */
function writtenAt(context: SurveyContext, directory: string): number {
  const paths = [directory, ...listEntries(context, directory).map((entry) => `${directory}/${entry.name}`)]
  const times = paths.map((path) => orGap(context, path, () => context.reader.identify(path), null)?.modifiedAt ?? 0)
  return Math.max(...times)
}

/** The text of a record's file, if it is what such a file holds; else null, with a gap unless it may be missing. */
function readField(context: SurveyContext, path: string, { pattern, what, optional }: Field): string | null {
  const text = readSmallText(context, path)
  if (typeof text === 'string') {
    if (pattern.test(text)) return text
    context.gap(damaged(path, `not ${what}`))
  } else if (text === null && !optional && isThere(context, dirname(path)))
    context.gap(damaged(path, 'the file is missing'))
  return null
}
