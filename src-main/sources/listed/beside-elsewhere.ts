import { AppError } from '../../errors/app-error.ts'
import type { EngineObservation } from '../../model/observations.ts'
import { DEFAULT_ROOT, INSIDE, SYSTEM_SOCKET } from '../find-containerd-root.ts'

/**
 * Root of the containerd beside the data root of an engine that is elsewhere, by what it says itself; null where it keeps
 * everything in its data root. `asked`: what the user named, on the engine's machine. Before 28 an engine does not say which
 * containerd it uses; its own is in the data root.
 * Throws `bad-input` for a root that lies in the data root, or around it.
 */
export function besideElsewhere(
  { dataRoot, imageStore, containerdAddress }: Pick<EngineObservation, 'dataRoot' | 'imageStore' | 'containerdAddress'>,
  asked: string | null,
): string | null {
  if (asked === null)
    return imageStore === 'containerd' && SYSTEM_SOCKET.test(containerdAddress ?? '') ? DEFAULT_ROOT : null
  const path = asked.replace(/(?<=.)\/+$/, '')
  const context = { path, dataRoot, role: 'containerd' }
  if (!path.startsWith('/')) {
    throw new AppError('bad-input', `${path} is no absolute path on the engine’s machine.`, { context })
  }
  if (path === `${dataRoot}/${INSIDE}`) return null
  if (`${path}/`.startsWith(`${dataRoot}/`) || path === '/' || dataRoot.startsWith(`${path}/`)) {
    const message = `${path} and the data root ${dataRoot} lie in one another: their bytes would be counted twice.`
    throw new AppError('bad-input', message, { context })
  }
  return path
}
