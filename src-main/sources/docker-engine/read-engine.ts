import type { EngineImage, EngineObservation, EngineVolume } from '../../model/observations.ts'
import type { EngineConnection } from './engine-connection.ts'
import { problemList } from './problem-list.ts'
import { readContainers } from './read-containers.ts'
import { readDiskUsage, type DiskUsageAnswer } from './read-disk-usage.ts'
import { knowsSharedSizes, readImages } from './read-images.ts'
import { readVolumes } from './read-volumes.ts'

// A list without sizes takes 10 ms; an engine that needs longer than this for one is stuck.
const LIST_TIMEOUT_MS = 60_000

const DEVICEMAPPER_PROBLEM =
  'The engine was not asked for sizes: with the devicemapper storage driver, asking writes to its pool.'

/**
 * What the engine knows without measuring anything: containers, images, volumes. Sizes are null, except for images,
 * whose sizes the engine has at hand; build cache records are missing, because only `/system/df` lists them.
 *
 * A request that failed leaves its list empty and a sentence in `problems`: beside problems, an empty list is not known
 * to be empty.
 * Errors: the first request's when all fail; `cancelled`.
 */
export async function readEngineLists(connection: EngineConnection, signal?: AbortSignal): Promise<EngineObservation> {
  const list = problemList()
  const options = { signal, timeout: LIST_TIMEOUT_MS }
  const [containers, images, volumes] = await Promise.all([
    list.attempt(() => readContainers(connection, false, options)),
    list.attempt(() => readImages(connection, false, options)),
    list.attempt(() => readVolumes(connection, options)),
  ])
  if (list.firstFailure !== null && list.successes === 0) throw list.firstFailure
  return {
    endpoint: connection.endpoint.url,
    ...connection.facts,
    containers: containers ?? [],
    images: images ?? [],
    volumes: volumes?.volumes ?? [],
    buildCache: [],
    layersSize: null,
    imagesReclaimable: null,
    sizesKnown: false,
    problems: [...list.problems, ...(volumes?.warnings ?? [])],
  }
}

/**
 * `lists` with everything that the engine has to measure first: sizes of containers and volumes, shared sizes of images,
 * the build cache. Takes as long as the engine needs, minutes on a large host; one request at a time, because each makes
 * it walk its disk.
 *
 * What could not be had stays null, with a sentence in `problems`; `sizesKnown` stays false when nothing could. On
 * devicemapper nothing is asked.
 * Errors: `cancelled`.
 */
export async function readEngineSizes(
  connection: EngineConnection,
  lists: EngineObservation,
  signal?: AbortSignal,
): Promise<EngineObservation> {
  if (lists.storageDriver === 'devicemapper') return { ...lists, problems: [...lists.problems, DEVICEMAPPER_PROBLEM] }
  const options = { signal }
  const list = problemList()
  const usage = await list.attempt(() => readDiskUsage(connection, options))
  const images = knowsSharedSizes(connection)
    ? await list.attempt(() => readImages(connection, true, options))
    : lists.images
  const containers = usage?.containers ?? (await list.attempt(() => readContainers(connection, true, options)))
  return {
    ...lists,
    containers: containers ?? lists.containers,
    images: withUsageOfImages(images ?? lists.images, usage),
    volumes: withUsage(lists.volumes, usage?.volumes ?? []),
    buildCache: usage?.buildCache ?? [],
    layersSize: usage?.layersSize ?? null,
    imagesReclaimable: usage?.imagesReclaimable ?? null,
    sizesKnown: list.successes > 0,
    problems: [...lists.problems, ...list.problems],
  }
}

// The containerd store counts whatever images a request lists: with intermediate ones asked for, they share too. What
// `docker system df` prints is the answer without them.
function withUsageOfImages(images: readonly EngineImage[], usage: DiskUsageAnswer | null): readonly EngineImage[] {
  return images.map((image) => {
    const said = usage?.images.get(image.id)
    if (said === undefined) return image
    return {
      ...image,
      sharedSize: said.sharedSize ?? image.sharedSize,
      containers: said.containers ?? image.containers,
    }
  })
}

// `/system/df` leaves out volumes with options and those of other drivers; they stay, without a size.
function withUsage(listed: readonly EngineVolume[], measured: readonly EngineVolume[]): readonly EngineVolume[] {
  const byName = new Map(listed.map((volume) => [volume.name, volume]))
  for (const volume of measured) byName.set(volume.name, volume)
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
