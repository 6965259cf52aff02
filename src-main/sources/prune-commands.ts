import { AppError, isAppError } from '../errors/app-error.ts'
import type { PruneTarget } from '../prune/candidate.ts'
import type { Performed, PruneCommands, PruneOrder } from '../prune/commands-port.ts'
import type { Condition } from '../prune/condition.ts'
import { archivableVolume } from './archivable-volume.ts'
import { createEngineCommands, type EngineCommands, type EngineTarget } from './docker-engine/engine-commands.ts'
import { getJson, type EngineConnection } from './docker-engine/engine-connection.ts'
import type { PruneSurroundings } from './prune-surroundings.ts'
import { archivePath } from './reclaim-files/archive-file.ts'
import { dropArchive } from './reclaim-files/drop-archive.ts'
import { relativePath } from './reclaim-files/below-root.ts'
import { fileRefused } from './reclaim-files/file-refusal.ts'
import type { FileIdentity } from './reclaim-files/identity.ts'
import { cutLog, examineLog, keepsakeOfLog } from './reclaim-files/log-commands.ts'
import { examinePath, identifyPath, quarantinePath, removePath } from './reclaim-files/path-commands.ts'
import { driverOfDirectory } from './reclaim-files/untouchable.ts'
import { archiveVolume } from './reclaim-files/volume-archive.ts'

type FileTarget = Exclude<PruneTarget, EngineTarget>

/** All of `PruneCommands`, each target by those who know its sort: objects by the engine, files by the system, as this user. */
export function createPruneCommands(surroundings: PruneSurroundings): PruneCommands {
  const { connect, now } = surroundings
  const engine = createEngineCommands(() => now().getTime())
  // What each file was when it was looked at last: what is done is done to that one.
  const looked = new Map<string, FileIdentity>()
  return {
    async engineId(signal) {
      try {
        return (await connect(signal)).engineId
      } catch (error) {
        if (isAppError(error, 'engine-unreachable')) return null
        throw error
      }
    },

    async examine(target, signal) {
      if (!isFile(target)) return engine.examine(await connect(signal), target, { signal })
      return examineFile(target, looked)
    },

    async keepsake(target, signal) {
      if (!isFile(target)) return engine.keepsake(await connect(signal), target, { signal })
      return target.type === 'log-file' ? keepsakeOfLog(target) : null
    },

    async perform(order, signal) {
      const { target } = order
      if (isFile(target)) {
        const identity = looked.get(target.path) ?? identifyPath(target)
        if (identity === null) throw fileRefused(target.path, 'it is not there')
        return performOnFile(surroundings, { ...order, target, identity }, signal)
      }
      return performOnObject({ engine, connection: await connect(signal), surroundings }, { ...order, target }, signal)
    },
  }
}

function isFile(target: PruneTarget): target is FileTarget {
  return target.type === 'log-file' || target.type === 'path'
}

function examineFile(target: FileTarget, looked: Map<string, FileIdentity>): Condition | null {
  const identity = identifyPath(target)
  if (identity === null) looked.delete(target.path)
  else looked.set(target.path, identity)
  return target.type === 'path' ? examinePath(target) : examineLog(target)
}

type OrderFor<Target> = PruneOrder & { readonly target: Target }

interface ObjectMeans {
  readonly engine: EngineCommands
  readonly connection: EngineConnection
  readonly surroundings: PruneSurroundings
}

async function performOnObject(
  means: ObjectMeans,
  order: OrderFor<EngineTarget>,
  signal: AbortSignal | undefined,
): Promise<Performed> {
  const { engine, connection } = means
  const { target, way, follows } = order
  if (way === 'remove') return engine.remove(connection, { target, follows }, { signal })
  if (way === 'archive' && target.type === 'volume') return archiveAndRemove(means, { ...order, target }, signal)
  throw wrongWay(order)
}

/** When the engine does not let go of the volume, the archive is of no use and goes. */
async function archiveAndRemove(
  { engine, connection, surroundings }: ObjectMeans,
  order: OrderFor<Extract<EngineTarget, { readonly type: 'volume' }>>,
  signal: AbortSignal | undefined,
): Promise<Performed> {
  const { target } = order
  const now = await engine.examine(connection, target, { signal })
  if (now === null) throw fileRefused(target.name, 'there is no such volume')
  if (now['usedBy'] !== '') throw fileRefused(target.name, `the volume is in use by ${String(now['usedBy'])}`)
  const place = await archivableVolume(connection, target.name, { signal })
  const archive = archivePath(surroundings.stateDirectory, order, '.tar.zst')
  await archiveVolume(place, archive, signal)
  try {
    const { removed } = await engine.remove(connection, { target, follows: [] }, { signal })
    return { removed, keptAt: archive }
  } catch (error) {
    // Of an engine that was lost in the middle nobody knows whether the volume is still there.
    if (isAppError(error, 'prune-refused')) dropArchive(surroundings.stateDirectory, archive)
    throw error
  }
}

async function performOnFile(
  { connect, stateDirectory, now }: PruneSurroundings,
  order: OrderFor<FileTarget> & { readonly identity: FileIdentity },
  signal: AbortSignal | undefined,
): Promise<Performed> {
  const { target, way, run, step, identity } = order
  if (target.type === 'log-file') {
    if (way !== 'remove' && way !== 'truncate' && way !== 'compress') throw wrongWay(order)
    const archive = archivePath(stateDirectory, order, '.log.zst')
    return cutLog({ ...target, way, archive, identity }, signal)
  }
  const driver = driverOfDirectory(relativePath(target.root, target.path))
  if (driver !== null) await refuseCurrentDriver(connect, { path: target.path, driver }, signal)
  const moved = { root: target.root, path: target.path, run, step, at: now().toISOString(), identity }
  if (way === 'quarantine') return quarantinePath(moved)
  if (way === 'remove') return removePath(moved, signal)
  throw wrongWay(order)
}

/** The directory of a driver goes as a whole only when the engine says that it works with another one. */
async function refuseCurrentDriver(
  connect: PruneSurroundings['connect'],
  { path, driver }: { readonly path: string; readonly driver: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    // Asked now: an engine that was started again may work with another one.
    const info = await getJson(await connect(signal), '/info', { signal })
    if (info.at('Driver').text() === driver) throw fileRefused(path, `the engine works with ${driver}`)
  } catch (error) {
    if (!isAppError(error, 'engine-unreachable')) throw error
    throw fileRefused(path, `no engine answers that would say whether ${driver} is its driver`, error)
  }
}

function wrongWay({ target, way }: PruneOrder): AppError {
  return new AppError('bad-input', `A ${target.type} cannot go by ${way}.`, { context: { target: target.type, way } })
}
