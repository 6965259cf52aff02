import type { PruneUndo } from '../prune/undo-port.ts'
import { archivableVolume } from './archivable-volume.ts'
import { volumeCommands } from './docker-engine/engine-commands/volume-commands.ts'
import { recreateContainer, recreateVolume } from './docker-engine/engine-undo.ts'
import type { PruneSurroundings } from './prune-surroundings.ts'
import { freeBytes } from './reclaim-files/archive-file.ts'
import { dropArchive, isArchive } from './reclaim-files/drop-archive.ts'
import { fileFailure, fileRefused, onFile } from './reclaim-files/file-refusal.ts'
import { purgeQuarantined } from './reclaim-files/path-commands.ts'
import { listQuarantine, putBack, rootOfQuarantined } from './reclaim-files/quarantine.ts'
import { unpackVolume } from './reclaim-files/volume-archive.ts'

/** Gives back what `createPruneCommands` of the same surroundings took. */
export function createPruneUndo({ connect, stateDirectory }: PruneSurroundings): PruneUndo {
  return {
    async recreateContainer(keepsake, signal) {
      return recreateContainer(await connect(signal), keepsake, { signal })
    },

    async restoreVolume(keepsake, archive, signal) {
      if (archive !== null && !isArchive(stateDirectory, archive)) throw fileRefused(archive, 'it is no archive of ours')
      const connection = await connect(signal)
      const { name } = keepsake
      await recreateVolume(connection, keepsake, { signal })
      if (archive === null) return
      try {
        await unpackVolume(await archivableVolume(connection, name, { signal }), archive, signal)
      } catch (error) {
        // Half a volume would look like a whole one. Not with the signal, which may be why it failed.
        await volumeCommands.remove(connection, { key: name, follows: [] }, {})
        throw error
      }
    },

    async putBack(keptAt, original) {
      return onFile(keptAt, () => putBack(rootOf(keptAt), keptAt, original))
    },

    async purge(keptAt, signal) {
      if (isArchive(stateDirectory, keptAt)) {
        dropArchive(stateDirectory, keptAt)
        return
      }
      try {
        await purgeQuarantined(rootOf(keptAt), keptAt, signal)
      } catch (error) {
        throw fileFailure(keptAt, error)
      }
    },

    async quarantined(root) {
      return onFile(root, () => listQuarantine(root))
    },

    freeBytes,
  }
}

function rootOf(keptAt: string): string {
  const root = rootOfQuarantined(keptAt)
  if (root === null) throw fileRefused(keptAt, 'it is in no quarantine')
  return root
}
