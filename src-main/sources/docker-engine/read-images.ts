import type { EngineImage } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { API_WITH_DISK_USAGE_TYPES, API_WITH_MANIFESTS, speaksAtLeast } from './api-version.ts'
import { getJson, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { bytesOrNull, references, secondsOrNull, textOrNull } from './normalise.ts'
import { parseManifests } from './read-manifests.ts'

/**
 * All images, intermediate ones included, in the order of their IDs. Ours too, while there is one: it is removed before its
 * container starts.
 * `withSharedSizes` has no effect below API 1.42: there `sharedSize` stays null, and `/system/df` knows it.
 */
export async function readImages(
  connection: EngineConnection,
  withSharedSizes: boolean,
  options: RequestOptions,
): Promise<readonly EngineImage[]> {
  const manifests = knowsManifests(connection) ? '&manifests=1' : ''
  const sharedSizes = withSharedSizes && knowsSharedSizes(connection) ? '&shared-size=1' : ''
  return parseImages(await getJson(connection, `/images/json?all=1${manifests}${sharedSizes}`, options))
}

// The classic store has none. It costs the engine nothing: it looks at them for an image's size anyway.
function knowsManifests({ apiVersion, facts }: EngineConnection): boolean {
  return facts.imageStore === 'containerd' && speaksAtLeast(apiVersion, API_WITH_MANIFESTS)
}

export function knowsSharedSizes({ apiVersion }: EngineConnection): boolean {
  return speaksAtLeast(apiVersion, API_WITH_DISK_USAGE_TYPES)
}

/** Source: a list of the API's `ImageSummary`, asked for with `all=1`. */
export function parseImages(answer: AnswerField): readonly EngineImage[] {
  const images = answer.items().map(parseImage)
  const parents = new Set(images.map(({ parentId }) => parentId))
  return images
    .map((image) => ({ ...image, intermediate: image.references.length === 0 && parents.has(image.id) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function parseImage(item: AnswerField): Omit<EngineImage, 'intermediate'> {
  return {
    id: item.at('Id').text(),
    references: imageReferences(item),
    createdAt: secondsOrNull(item.at('Created')),
    parentId: textOrNull(item.at('ParentId')),
    size: bytesOrNull(item.at('Size')),
    sharedSize: bytesOrNull(item.at('SharedSize')),
    containers: bytesOrNull(item.at('Containers')),
    labels: item.at('Labels').texts(),
    repoDigests: references(item.at('RepoDigests')),
    manifests: parseManifests(item.at('Manifests')),
  }
}

// A digest says nothing new beside a tag of its repository: the containerd store gives one to every tag.
function imageReferences(item: AnswerField): readonly string[] {
  const tags = references(item.at('RepoTags'))
  const tagged = new Set(tags.map((tag) => tag.replace(/:[^:/]*$/, '')))
  // Of an image without a platform that runs here, the list has the digest alone, which is its ID.
  const named = references(item.at('RepoDigests')).filter((digest) => digest.includes('@'))
  const digests = named.filter((digest) => !tagged.has(digest.replace(/@.*$/s, '')))
  return [...tags, ...digests].sort()
}
