import type { AnswerField } from './answer-field.ts'
import type { RawEvent } from './engine-event.ts'

/**
 * The label of containers and images that exist only while a data root is read through a container. They are gone before
 * anybody reads the figures, and are in none.
 */
export const OWN_LABEL = 'io.plimsoll.scan'

/** Of labels as the engine lists them: a map, or null for none. */
export function isOwn(labels: AnswerField): boolean {
  return Object.hasOwn(labels.texts(), OWN_LABEL)
}

/** Tells events about our own objects: reading a disk must not look as if something happened on it. */
export function ownEventFilter(): (event: RawEvent) => boolean {
  // The event of an image's removal has no labels any more; those before it had.
  const images = new Set<string>()
  return ({ kind, action, id, attributes }) => {
    const labelled = Object.hasOwn(attributes, OWN_LABEL)
    if (kind !== 'image' || id === null) return labelled
    if (labelled) images.add(id)
    const own = images.has(id)
    if (action === 'delete') images.delete(id)
    return own
  }
}
