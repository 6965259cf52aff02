import { isAppError } from '../../errors/app-error.ts'
import type { AnswerField } from './answer-field.ts'
import { getJson, sendChange, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { OWN_LABEL } from './own-objects.ts'

/** Who makes one of them starts it at once; what is older than this and does not run was left behind. */
const ABANDONED_SECONDS = 120

const LABELLED = encodeURIComponent(JSON.stringify({ label: [OWN_LABEL] }))

/**
 * Removes containers and images of scans that were ended before they had begun. One that runs is somebody's, and ends with
 * them. `now` is in milliseconds since 1970. Errors: of the lists only; what does not go now goes another time.
 */
export async function sweepScanContainers(
  connection: EngineConnection,
  now: number,
  options: RequestOptions,
): Promise<void> {
  const isOld = (item: AnswerField): boolean => item.at('Created').whole() < now / 1000 - ABANDONED_SECONDS
  const idOf = (item: AnswerField): string => item.at('Id').text()
  const containers = await getJson(connection, `/containers/json?all=1&filters=${LABELLED}`, options)
  for (const item of containers.items()) {
    if (item.at('State').text() === 'running' || !isOld(item)) continue
    await removeContainer(connection, idOf(item), options).catch(unlessOurFault)
  }
  const images = await getJson(connection, `/images/json?all=1&filters=${LABELLED}`, options)
  for (const item of images.items()) {
    if (isOld(item)) await removeImage(connection, idOf(item), options).catch(unlessOurFault)
  }
}

/** It may be gone already: it removes itself. */
export async function removeContainer(
  connection: EngineConnection,
  id: string,
  options: RequestOptions,
): Promise<void> {
  await sendChange(connection, { method: 'DELETE', path: `/containers/${id}?force=1` }, options)
}

/** Also while a container that was not started yet is made of it. */
export async function removeImage(connection: EngineConnection, id: string, options: RequestOptions): Promise<void> {
  await sendChange(connection, { method: 'DELETE', path: `/images/${id}?force=1` }, options)
}

function unlessOurFault(error: unknown): void {
  if (!isAppError(error) || error.code === 'cancelled') throw error
}
