import type { Keepsake } from '../../../prune/commands-port.ts'
import type { AnswerField } from '../answer-field.ts'
import { textOrNull, timeOrNull } from '../normalise.ts'
import { containersThat } from './container-users.ts'
import type { ObjectCommands } from './object-commands.ts'
import { change, getOrNull } from './refusal.ts'

/** Volumes of any driver. Source: `/volumes/{name}`, and `Mounts` of all containers. */
export const volumeCommands: ObjectCommands = {
  async examine(connection, key, options) {
    const found = await getOrNull(connection, path(key), options)
    if (found === null) return null
    // The filter takes a part of the name, and paths in the container too: what it finds is looked at.
    const filters = { volume: [key] }
    return {
      createdAt: timeOrNull(found.at('CreatedAt')),
      mountpoint: textOrNull(found.at('Mountpoint')),
      driver: textOrNull(found.at('Driver')),
      usedBy: await containersThat((container) => mounts(container, key), connection, { ...options, filters }),
    }
  },

  async keepsake(connection, key, options) {
    const found = await getOrNull(connection, path(key), options)
    return found === null ? null : volumeKeepsake(found)
  },

  async remove(connection, { key }, options) {
    await change(connection, { method: 'DELETE', path: path(key) }, options)
    return { removed: [key], keptAt: null }
  },
}

function path(name: string): string {
  return `/volumes/${encodeURIComponent(name)}`
}

function mounts(container: AnswerField, volume: string): boolean {
  return container
    .at('Mounts')
    .items()
    .some((mount) => textOrNull(mount.at('Type')) === 'volume' && textOrNull(mount.at('Name')) === volume)
}

function volumeKeepsake(found: AnswerField): Keepsake {
  return {
    of: 'volume',
    name: found.at('Name').text(),
    driver: textOrNull(found.at('Driver')) ?? 'local',
    labels: found.at('Labels').texts(),
    options: found.at('Options').texts(),
  }
}
