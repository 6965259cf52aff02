import type { EngineImage } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { API_WITH_DISK_USAGE_TYPES, speaksAtLeast } from './api-version.ts'
import { getJson, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { bytesOrNull, references, secondsOrNull, textOrNull } from './normalise.ts'

/**
 * All images, intermediate ones included, in the order of their IDs.
 * `withSharedSizes` has no effect below API 1.42: there `sharedSize` stays null, and `/system/df` knows it.
 */
export async function readImages(
  connection: EngineConnection,
  withSharedSizes: boolean,
  options: RequestOptions,
): Promise<readonly EngineImage[]> {
  const shared = withSharedSizes && knowsSharedSizes(connection)
  return parseImages(
    await getJson(connection, shared ? '/images/json?all=1&shared-size=1' : '/images/json?all=1', options),
  )
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
    manifests: [],
  }
}

// A digest says nothing new beside a tag of its repository: the containerd store gives one to every tag.
function imageReferences(item: AnswerField): readonly string[] {
  const tags = references(item.at('RepoTags'))
  const tagged = new Set(tags.map((tag) => tag.replace(/:[^:/]*$/, '')))
  const digests = references(item.at('RepoDigests')).filter((digest) => !tagged.has(digest.replace(/@.*$/s, '')))
  return [...tags, ...digests].sort()
}
