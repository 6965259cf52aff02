import { isAppError } from '../errors/app-error.ts'
import type { ContainerId } from '../model/identifiers.ts'
import type { PruneUndo } from '../prune/undo-port.ts'
import { archivableVolume } from './archivable-volume.ts'
import { containerCommands } from './docker-engine/engine-commands/container-commands.ts'
import { volumeCommands } from './docker-engine/engine-commands/volume-commands.ts'
import { recreateContainer, recreateVolume } from './docker-engine/engine-undo.ts'
import type { PruneSurroundings } from './prune-surroundings.ts'
import { freeBytes } from './reclaim-files/archive-file.ts'
import { dropArchive, isArchive } from './reclaim-files/drop-archive.ts'
import { fileFailure, fileRefused, onFile } from './reclaim-files/file-refusal.ts'
import { purgeQuarantined } from './reclaim-files/path-commands.ts'
import { listQuarantine, putBack, rootOfQuarantined } from './reclaim-files/quarantine.ts'
import { unpackLog } from './reclaim-files/unpack-log.ts'
import { unpackVolume } from './reclaim-files/volume-archive.ts'

/** Gives back what `createPruneCommands` of the same surroundings took. */
export function createPruneUndo({ connect, stateDirectory }: PruneSurroundings): PruneUndo {
  return {
    async recreateContainer(keepsake, signal) {
      return recreateContainer(await connect(signal), keepsake, { signal })
    },

    async restoreVolume(keepsake, archive, signal) {
      if (archive !== null && !isArchive(stateDirectory, archive))
        throw fileRefused(archive, 'it is no archive of ours')
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

    putBack: (keptAt, original) => promised(() => onFile(keptAt, () => putBack(rootOf(keptAt), keptAt, original))),

    async unpackLog({ target, archive, packedAt, keepsake }, signal) {
      if (!isArchive(stateDirectory, archive)) throw fileRefused(archive, 'it is no archive of ours')
      const whyInUse = () => whyLogInUse(connect, target.containerId, signal)
      await unpackLog({ ...target, archive, packedAt, keepsake, whyInUse }, signal)
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

    quarantined: (root) => promised(() => onFile(root, () => listQuarantine(root))),

    freeBytes,
  }
}

/** States in which the engine has no log open. */
const AT_REST: ReadonlySet<unknown> = new Set(['created', 'exited', 'dead'])

async function whyLogInUse(
  connect: PruneSurroundings['connect'],
  id: ContainerId,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  try {
    const found = await containerCommands.examine(await connect(signal), id, { signal })
    if (found === null) return 'the engine has no such container'
    const { name, state } = found
    return AT_REST.has(state) ? null : `the container ${String(name)} is ${String(state)}: stop it first`
  } catch (error) {
    if (!isAppError(error, 'engine-unreachable') && !isAppError(error, 'engine-died')) throw error
    return 'no engine answers that would say whether the container runs'
  }
}

function rootOf(keptAt: string): string {
  const root = rootOfQuarantined(keptAt)
  if (root === null) throw fileRefused(keptAt, 'it is in no quarantine')
  return root
}

/** What is thrown at once becomes a rejection. */
function promised<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work())
  })
}
