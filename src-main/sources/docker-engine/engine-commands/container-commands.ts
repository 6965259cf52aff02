import { textOrNull, timeOrNull } from '../normalise.ts'
import type { ObjectCommands } from './object-commands.ts'
import { change, getOrNull } from './refusal.ts'

/**
 * Containers. Their anonymous volumes stay: those are objects of their own, that somebody confirms or not.
 * Source: `/containers/{id}/json`, without sizes.
 */
export const containerCommands: ObjectCommands = {
  async examine(connection, key, options) {
    const found = await getOrNull(connection, path(key), options)
    if (found === null) return null
    const state = found.at('State')
    return {
      name: nameOf(textOrNull(found.at('Name'))),
      state: textOrNull(state.at('Status')),
      startedAt: timeOrNull(state.at('StartedAt')),
      finishedAt: timeOrNull(state.at('FinishedAt')),
      image: textOrNull(found.at('Image')),
    }
  },

  async keepsake(connection, key, options) {
    const found = await getOrNull(connection, path(key), options)
    if (found === null) return null
    return { of: 'container', name: nameOf(textOrNull(found.at('Name'))), inspect: found.value }
  },

  async remove(connection, { key }, options) {
    await change(connection, { method: 'DELETE', path: `/containers/${encodeURIComponent(key)}` }, options)
    return { removed: [key], keptAt: null }
  },
}

function path(id: string): string {
  return `/containers/${encodeURIComponent(id)}/json`
}

function nameOf(name: string | null): string {
  return name?.replace(/^\//, '') ?? ''
}
