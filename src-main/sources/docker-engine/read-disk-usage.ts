import { setTimeout as sleep } from 'node:timers/promises'

import { AppError, isAppError } from '../../errors/app-error.ts'
import type { EngineBuildCacheRecord, EngineContainer, EngineImage, EngineVolume } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { API_WITH_DISK_USAGE_TYPES, API_WITH_VERBOSE_DISK_USAGE, speaksAtLeast } from './api-version.ts'
import { getJson, type EngineConnection } from './engine-connection.ts'
import { bytesOrNull } from './normalise.ts'
import { parseBuildCache } from './read-build-cache.ts'
import { parseContainers } from './read-containers.ts'
import { parseImages } from './read-images.ts'
import { parseVolumes } from './read-volumes.ts'

/** Source: `/system/df`. */
export interface DiskUsageAnswer {
  /** Bytes of all layers, each once, as the engine counts them. Null when it does not say. */
  readonly layersSize: number | null
  /** What the engine itself says of images that could go; see `EngineObservation`. */
  readonly imagesReclaimable: number | null
  /** By image ID, without intermediate ones. */
  readonly images: ReadonlyMap<string, Pick<EngineImage, 'sharedSize' | 'containers'>>
  readonly volumes: readonly EngineVolume[]
  readonly buildCache: readonly EngineBuildCacheRecord[]
  /** With sizes. Null where the engine was not asked for them. */
  readonly containers: readonly EngineContainer[] | null
}

export interface DiskUsageOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds to wait for somebody else's `/system/df` to end; 30 s unless given. */
  readonly patience?: number | undefined
}

const PATIENCE_MS = 30_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4000

/**
 * Images, volumes and build cache with their sizes. Containers come along below API 1.42 only: that generation computes
 * everything on every call, whatever it is asked for.
 *
 * Engines up to 20.10 answer HTTP 500 while another client's request is at work; then we ask again.
 * Errors: those of `getJson`.
 */
export async function readDiskUsage(connection: EngineConnection, options: DiskUsageOptions): Promise<DiskUsageAnswer> {
  return parseDiskUsage(await askPatiently(connection, options))
}

/** Reads the shape up to API 1.51, and that of later ones, where both can stand side by side. */
export function parseDiskUsage(answer: AnswerField): DiskUsageAnswer {
  const images = listOf(answer, 'Images', 'ImageUsage')
  const containers = listOf(answer, 'Containers', 'ContainerUsage')
  const usage = answer.at('ImageUsage')
  return {
    // The new shape leaves out whatever is 0.
    layersSize: usage.absent ? bytesOrNull(answer.at('LayersSize')) : (bytesOrNull(usage.at('TotalSize')) ?? 0),
    imagesReclaimable: usage.absent ? null : (bytesOrNull(usage.at('Reclaimable')) ?? 0),
    images: new Map(
      parseImages(images).map(({ id, sharedSize, containers: count }) => [id, { sharedSize, containers: count }]),
    ),
    volumes: parseVolumes(listOf(answer, 'Volumes', 'VolumeUsage')),
    buildCache: parseBuildCache(listOf(answer, 'BuildCache', 'BuildCacheUsage')),
    containers: containers.absent ? null : parseContainers(containers, true),
  }
}

function listOf(answer: AnswerField, legacyName: string, name: string): AnswerField {
  const usage = answer.at(name)
  const items = usage.absent ? usage : usage.at('Items')
  return items.absent ? answer.at(legacyName) : items
}

async function askPatiently(connection: EngineConnection, options: DiskUsageOptions): Promise<AnswerField> {
  const { signal, patience = PATIENCE_MS } = options
  const path = diskUsagePath(connection)
  for (let waited = 0, pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await getJson(connection, path, { signal })
    } catch (error) {
      if (!isBusy(error) || waited >= patience) throw error
    }
    await pauseFor(pause, signal)
    waited += pause
  }
}

function diskUsagePath({ apiVersion }: EngineConnection): string {
  if (!speaksAtLeast(apiVersion, API_WITH_DISK_USAGE_TYPES)) return '/system/df'
  const path = '/system/df?type=image&type=volume&type=build-cache'
  return speaksAtLeast(apiVersion, API_WITH_VERBOSE_DISK_USAGE) ? `${path}&verbose=1` : path
}

function isBusy(error: unknown): boolean {
  return isAppError(error, 'engine-bad-answer') && /already running/.test(String(error.context['said']))
}

async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    throw new AppError('cancelled', 'Waiting for the engine was cancelled.', { cause: error })
  }
}
