import type { Gap } from '../../model/gap.ts'
import type { ChainId, ContainerId, DiffId } from '../../model/identifiers.ts'
import type { SurveyContext } from './storage-driver-reader.ts'
import { listNames, readSmallText } from './survey-reads.ts'

/** A layer as layerdb records it. Source: `image/<driver>/layerdb/sha256/<chain id>/`. */
export interface LayerRecord {
  readonly chainId: ChainId
  readonly cacheId: string
  readonly diffId: DiffId | null
  readonly parent: ChainId | null
  /** `size`; null when missing or not a number. */
  readonly size: number | null
}

/** A container's mount as layerdb records it. Source: `image/<driver>/layerdb/mounts/<container id>/`. */
export interface MountRecord {
  readonly containerId: ContainerId
  readonly mountId: string
  readonly initId: string | null
  readonly parent: ChainId | null
}

export interface Layerdb {
  readonly layers: readonly LayerRecord[]
  readonly mounts: readonly MountRecord[]
  /** Cache IDs of layers that are just being written (`tmp/write-set-*`): they live. */
  readonly beingWritten: ReadonlySet<string>
  /** Cache IDs of interrupted deletions (`<chain>-<random>-removing`). */
  readonly removing: ReadonlySet<string>
}

const HEX64 = /^[0-9a-f]{64}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/
/** Names of directories that a driver makes. Anything else in a file of layerdb is damage, and never becomes a path. */
const DIRECTORY_NAME = /^[0-9a-z][0-9a-z-]{0,127}$/

/** Reads all of layerdb. A damaged record is a gap and is left out; its directory then shows as what it is: unaccounted. */
export async function readLayerdb(context: SurveyContext, driver: string): Promise<Layerdb> {
  const base = `${context.root}/image/${driver}/layerdb`
  const layers: LayerRecord[] = []
  const removing = new Set<string>()
  for (const name of listNames(context, `${base}/sha256`)) {
    const directory = `${base}/sha256/${name}`
    if (name.endsWith('-removing')) {
      const cacheId = readSmallText(context, `${directory}/cache-id`)
      if (cacheId !== null) removing.add(cacheId)
    } else if (HEX64.test(name)) {
      const record = readLayer(context, directory, `sha256:${name}`)
      if (record !== null) layers.push(record)
    }
    await context.reader.breathe(context.signal)
  }
  return {
    layers,
    mounts: await readMounts(context, `${base}/mounts`),
    beingWritten: readWriteSets(context, base),
    removing,
  }
}

function readLayer(context: SurveyContext, directory: string, chainId: ChainId): LayerRecord | null {
  const cacheId = readSmallText(context, `${directory}/cache-id`)
  if (cacheId === null || !DIRECTORY_NAME.test(cacheId)) {
    context.gap(damaged(`${directory}/cache-id`, 'the layer has no valid cache ID'))
    return null
  }
  const diffId = readSmallText(context, `${directory}/diff`)
  const parent = readSmallText(context, `${directory}/parent`)
  const size = readSmallText(context, `${directory}/size`)
  if (diffId === null || !DIGEST.test(diffId))
    context.gap(damaged(`${directory}/diff`, 'the layer has no valid diff ID'))
  if (parent !== null && !DIGEST.test(parent)) context.gap(damaged(`${directory}/parent`, 'not a chain ID'))
  const bytes = size !== null && /^\d{1,15}$/.test(size) ? Number(size) : null
  if (bytes === null) context.gap(damaged(`${directory}/size`, 'the layer has no valid size'))
  return {
    chainId,
    cacheId,
    diffId: diffId !== null && DIGEST.test(diffId) ? diffId : null,
    parent: parent !== null && DIGEST.test(parent) ? parent : null,
    size: bytes,
  }
}

async function readMounts(context: SurveyContext, base: string): Promise<MountRecord[]> {
  const mounts: MountRecord[] = []
  for (const containerId of listNames(context, base)) {
    if (!HEX64.test(containerId)) continue
    const mountId = readSmallText(context, `${base}/${containerId}/mount-id`)
    if (mountId === null || !DIRECTORY_NAME.test(mountId)) {
      context.gap(damaged(`${base}/${containerId}/mount-id`, 'the container has no valid mount ID'))
      continue
    }
    const initId = readSmallText(context, `${base}/${containerId}/init-id`)
    const parent = readSmallText(context, `${base}/${containerId}/parent`)
    mounts.push({
      containerId,
      mountId,
      initId: initId !== null && DIRECTORY_NAME.test(initId) ? initId : null,
      parent: parent !== null && DIGEST.test(parent) ? parent : null,
    })
    await context.reader.breathe(context.signal)
  }
  return mounts
}

function readWriteSets(context: SurveyContext, base: string): Set<string> {
  const found = new Set<string>()
  for (const name of listNames(context, `${base}/tmp`)) {
    const cacheId = readSmallText(context, `${base}/tmp/${name}/cache-id`)
    if (cacheId !== null) found.add(cacheId)
  }
  return found
}

function damaged(path: string, detail: string): Gap {
  return { path, reason: 'damaged', detail }
}
