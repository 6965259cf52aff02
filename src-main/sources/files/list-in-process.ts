import { AppError, throwIfCancelled } from '../../errors/app-error.ts'
import { forkReader } from '../disk/fork-reader.ts'
import { FILES_ARGUMENT, type FilesOrder, type FilesPart, type FilesReport } from './file-messages.ts'

/**
 * Lists a place. `onPart` answers whether it is to go on. Resolves to whether it came to the end.
 * Throws `walk-failed`, `cancelled`, what `onPart` throws.
 */
export type ListFiles = (
  order: FilesOrder,
  signal: AbortSignal,
  onPart: (part: FilesPart) => boolean,
) => Promise<boolean>

/** Lists in a process of its own. `processEntry`: see `WalkOptions`. */
export function createListFiles(processEntry: string | URL): ListFiles {
  return (order, signal, onPart) => listInProcess(processEntry, { order, signal, onPart })
}

interface Listing {
  readonly order: FilesOrder
  readonly signal: AbortSignal
  readonly onPart: (part: FilesPart) => boolean
}

async function listInProcess(processEntry: string | URL, { order, signal, onPart }: Listing): Promise<boolean> {
  throwIfCancelled(signal)
  const { child, lossOf } = forkReader(processEntry, [FILES_ARGUMENT])
  const over = Promise.withResolvers<boolean>()
  const stop = (): void => {
    over.reject(new AppError('cancelled', 'The reading of files was cancelled.', { cause: signal.reason }))
  }
  child.on('message', ({ part, last }: FilesReport) => {
    try {
      const more = onPart(part)
      if (last || !more) over.resolve(more)
    } catch (error) {
      over.reject(error)
    }
  })
  child.on('error', (cause) => {
    over.reject(new AppError('walk-failed', 'A reading process could not be started.', { cause }))
  })
  child.on('exit', (code, how) => {
    over.reject(lossOf(how ?? code))
  })
  signal.addEventListener('abort', stop, { once: true })
  // One that has just died cannot be sent to; its exit is what tells.
  child.send(order, () => undefined)
  try {
    return await over.promise
  } finally {
    signal.removeEventListener('abort', stop)
    child.removeAllListeners('message')
    child.kill('SIGKILL')
  }
}
