import { isAppError } from '../../errors/app-error.ts'
import type { AnswerField } from './answer-field.ts'
import { getJson, sendChange, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { references } from './normalise.ts'
import { isOwnContainer, OWN_LABEL, scanOf } from './own-objects.ts'

/** Who makes one of them starts it at once; what is older than this and does not run was left behind. */
const ABANDONED_SECONDS = 120

const LABELLED = encodeURIComponent(JSON.stringify({ label: [OWN_LABEL] }))

/** Neither running nor about to. */
const AT_REST: ReadonlySet<string> = new Set(['created', 'exited', 'dead'])

/** Diff ID of the only layer of our image: of 1024 zeros, an archive without files. */
const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef'

/**
 * Removes containers and images of scans that were ended before they had begun: only what is certainly ours, and nothing by
 * force, so that the engine refuses what somebody uses after all. One that runs is somebody's, and ends with them.
 * `now` is in milliseconds since 1970. Errors: of the lists only; what does not go now goes another time.
 */
export async function sweepScanContainers(
  connection: EngineConnection,
  now: number,
  options: RequestOptions,
): Promise<void> {
  const isOld = (item: AnswerField): boolean => item.at('Created').whole() < now / 1000 - ABANDONED_SECONDS
  const remove = async (path: string): Promise<void> => {
    await sendChange(connection, { method: 'DELETE', path }, options).catch(unlessOurFault)
  }
  const containers = await getJson(connection, `/containers/json?all=1&filters=${LABELLED}`, options)
  for (const item of containers.items()) {
    if (!AT_REST.has(item.at('State').text()) || !isOwnContainer(item) || !isOld(item)) continue
    // With the anonymous volumes that its image declares; the engine makes them with the container.
    await remove(`/containers/${item.at('Id').text()}?v=1`)
  }
  const images = await getJson(connection, `/images/json?all=1&filters=${LABELLED}`, options)
  for (const item of images.items()) {
    if (!isNameless(item) || scanOf(item.at('Labels').texts()) === null || !isOld(item)) continue
    const path = `/images/${item.at('Id').text()}`
    if (await isOwnImage(connection, path, options)) await remove(path)
  }
}

/** Whether nothing is in an image but what we put into ours, which is nothing. False when it is gone. */
async function isOwnImage(connection: EngineConnection, path: string, options: RequestOptions): Promise<boolean> {
  try {
    const image = await getJson(connection, `${path}/json`, options)
    const layers = image.at('RootFS').at('Layers').items()
    return isNameless(image) && layers.length === 1 && layers[0]?.text() === EMPTY_LAYER
  } catch (error) {
    unlessOurFault(error)
    return false
  }
}

/** Without a tag, and without a digest by which somebody pulled or pushed it. */
function isNameless(image: AnswerField): boolean {
  const digests = references(image.at('RepoDigests')).filter((digest) => digest.includes('@'))
  return references(image.at('RepoTags')).length === 0 && digests.length === 0
}

/** One that this process made. It may be gone already: it removes itself. */
export async function removeContainer(
  connection: EngineConnection,
  id: string,
  options: RequestOptions,
): Promise<void> {
  await sendChange(connection, { method: 'DELETE', path: `/containers/${id}?force=1&v=1` }, options)
}

/** One that this process made just now, so that it has no tag: also while a container that was not started yet is made of it. */
export async function removeImage(connection: EngineConnection, id: string, options: RequestOptions): Promise<void> {
  await sendChange(connection, { method: 'DELETE', path: `/images/${id}?force=1` }, options)
}

function unlessOurFault(error: unknown): void {
  if (!isAppError(error) || error.code === 'cancelled') throw error
}
