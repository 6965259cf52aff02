import { isAppError } from '../../../errors/app-error.ts'
import type { AnswerField } from '../answer-field.ts'
import type { EngineConnection, RequestOptions } from '../engine-connection.ts'
import { references } from '../normalise.ts'
import { containersThat } from './container-users.ts'
import type { ObjectCommands } from './object-commands.ts'
import { change, getOrNull, refused } from './refusal.ts'

/**
 * Images: each reference, then what is left by its ID. Hidden parents stay, but for those that the order names: the engine
 * would take along whatever it finds without a name and a child. Source: `/images/{id}/json`, and all containers.
 */
export const imageCommands: ObjectCommands = {
  async examine(connection, key, options) {
    const found = await inspect(connection, key, options)
    if (found === null) return null
    return {
      references: joined(found.tags),
      repoDigests: joined(found.digests),
      usedBy: await usersOf(connection, key, options),
    }
  },

  async keepsake(connection, key, options) {
    const found = await inspect(connection, key, options)
    return found === null ? null : { of: 'image', references: found.tags, repoDigests: found.digests }
  },

  async remove(connection, { key, follows }, options) {
    const found = await inspect(connection, key, options)
    if (found === null) throw refused(`there is no image ${key}`)
    await refuseWhenUsed(connection, found, options)
    const removed = await removeWhole(connection, found, options)
    for (const parent of follows) removed.push(...(await removeParent(connection, parent, options)))
    return { removed, keptAt: null }
  },
}

interface FoundImage {
  readonly id: string
  readonly tags: readonly string[]
  readonly digests: readonly string[]
}

async function inspect(
  connection: EngineConnection,
  id: string,
  options: RequestOptions,
): Promise<FoundImage | null> {
  const found = await getOrNull(connection, `/images/${encodeURIComponent(id)}/json`, options)
  // An ID is looked up as a name too, and as the beginning of another ID.
  if (found === null || found.at('Id').text() !== id) return null
  return {
    id,
    tags: references(found.at('RepoTags')).toSorted(),
    // Where the engine has no name it writes `<none>@sha256:…`, or none at all.
    digests: references(found.at('RepoDigests'))
      .filter((digest) => digest.indexOf('@') > 0)
      .toSorted(),
  }
}

function joined(names: readonly string[]): string {
  return names.join(' ')
}

function usersOf(connection: EngineConnection, id: string, options: RequestOptions): Promise<string> {
  return containersThat((container) => container.at('ImageID').text() === id, connection, options)
}

/**
 * The engine lets go of a tag even while a container uses the image, as long as another tag is left: so it is asked for the
 * last one only when nobody uses the image, and with one tag it says so itself, in its own words.
 */
async function refuseWhenUsed(connection: EngineConnection, image: FoundImage, options: RequestOptions): Promise<void> {
  if (image.tags.length < 2) return
  const users = await usersOf(connection, image.id, options)
  if (users !== '') throw refused(`the image is used by ${users.split(' ').map(short).join(', ')}`)
}

function short(id: string): string {
  return id.slice(0, 12)
}

/** When it is refused in the middle, tags that went before are given back: then nothing was done. */
async function removeWhole(
  connection: EngineConnection,
  image: FoundImage,
  options: RequestOptions,
): Promise<string[]> {
  const removed: string[] = []
  const untagged: string[] = []
  try {
    for (const tag of image.tags) {
      removed.push(...(await removeImage(connection, tag, options)))
      untagged.push(tag)
    }
    removed.push(...(await removeRest(connection, image, options)))
  } catch (error) {
    if (isAppError(error, 'prune-refused')) await giveBack(connection, { ...image, tags: untagged }, options)
    throw error
  }
  return removed
}

/** What has no tag any more: by digests that it was pulled by, then by its ID. */
async function removeRest(connection: EngineConnection, { id }: FoundImage, options: RequestOptions): Promise<string[]> {
  const removed: string[] = []
  const left = await inspect(connection, id, options)
  if (left === null) return removed
  if (left.tags.length > 0) throw refused(`the image has a new tag, ${joined(left.tags)}`)
  // One digest goes with the ID.
  if (left.digests.length > 1) {
    for (const digest of left.digests) removed.push(...(await removeImage(connection, digest, options)))
    if ((await inspect(connection, id, options)) === null) return removed
  }
  return [...removed, ...(await removeImage(connection, id, options))]
}

async function giveBack(connection: EngineConnection, image: FoundImage, options: RequestOptions): Promise<void> {
  for (const tag of image.tags) {
    const colon = tag.lastIndexOf(':')
    const query = `repo=${encodeURIComponent(tag.slice(0, colon))}&tag=${encodeURIComponent(tag.slice(colon + 1))}`
    await change(connection, { method: 'POST', path: `/images/${encodeURIComponent(image.id)}/tag?${query}` }, options)
  }
}

/** A hidden parent goes only while it is one: without a name. When the engine keeps it, another image is made of it. */
async function removeParent(connection: EngineConnection, id: string, options: RequestOptions): Promise<string[]> {
  const found = await inspect(connection, id, options)
  if (found === null || found.tags.length > 0 || found.digests.length > 0) return []
  try {
    return await removeImage(connection, id, options)
  } catch (error) {
    if (isAppError(error, 'prune-refused')) return []
    throw error
  }
}

async function removeImage(connection: EngineConnection, name: string, options: RequestOptions): Promise<string[]> {
  const path = `/images/${encodeURIComponent(name)}?noprune=1`
  return namesOf(await change(connection, { method: 'DELETE', path }, options))
}

function namesOf(answer: AnswerField): string[] {
  return answer.items().flatMap((item) => {
    return [item.at('Untagged'), item.at('Deleted')].flatMap((each) => (each.absent ? [] : [each.text()]))
  })
}
