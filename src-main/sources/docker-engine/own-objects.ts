import { SCAN_ARGUMENT } from '../elevated/scan-program.ts'
import { LISTING_SCRIPT } from '../listed/listing-script.ts'
import type { AnswerField } from './answer-field.ts'
import type { RawEvent } from './engine-event.ts'

/**
 * The label of containers and images that exist only while a data root is read through a container; its value, a UUID, names
 * the scan. Alone it proves nothing: containers inherit the labels of their images, and anybody can write one.
 */
export const OWN_LABEL = 'io.plimsoll.scan'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The name of the container of a scan. */
export function scanContainerName(id: string): string {
  return `plimsoll-scan-${id.slice(0, 8)}`
}

/** Of a container as the engine lists it: the label names a scan, the name is that scan's, and it runs what our scans run. */
export function isOwnContainer(item: AnswerField): boolean {
  const id = scanOf(item.at('Labels').texts())
  const names = item.at('Names').items()
  if (id === null || names.length !== 1 || names[0]?.text() !== `/${scanContainerName(id)}`) return false
  const command = item.at('Command')
  return !command.absent && isScanCommand(command.text())
}

/** The scan that labels name; null when they name none. */
export function scanOf(labels: Readonly<Record<string, string>>): string | null {
  const id = Object.hasOwn(labels, OWN_LABEL) ? labels[OWN_LABEL] : undefined
  return id !== undefined && UUID.test(id) ? id : null
}

/** The engine joins path and arguments by blanks, and quotes an argument that has one. */
function isScanCommand(command: string): boolean {
  return command.endsWith(` ${SCAN_ARGUMENT}`) || command.startsWith(`sh -c '${LISTING_SCRIPT}' sh `)
}

/** Tells events about our own objects: reading a disk must not look as if something happened on it. */
export function ownEventFilter(): (event: RawEvent) => boolean {
  // The event of an image's removal has no labels any more; those before it had.
  const images = new Set<string>()
  return ({ kind, action, id, attributes }) => {
    const scan = scanOf(attributes)
    const name = attributes['name'] ?? ''
    if (kind !== 'image' || id === null) return scan !== null && name === scanContainerName(scan)
    // Ours never has a tag.
    if (scan !== null && (name === '' || name.includes('sha256:'))) images.add(id)
    const own = images.has(id)
    if (action === 'delete') images.delete(id)
    return own
  }
}
