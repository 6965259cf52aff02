import { AppError, throwIfCancelled } from '../../errors/app-error.ts'
import { forkReader } from '../disk/fork-reader.ts'
import { FILES_ARGUMENT, type FilesOrder, type FilesPart, type FilesReport } from './file-messages.ts'

export interface ListingLimits {
  /** See `WalkOptions`. */
  readonly processEntry: string | URL
  readonly signal: AbortSignal
}

/**
 * Lists a place in a process of its own. `onPart` answers whether it is to go on. Resolves to whether it came to the end.
 * Throws `walk-failed` when the process dies, `cancelled`, what `onPart` throws.
 */
export async function listInProcess(
  order: FilesOrder,
  { processEntry, signal }: ListingLimits,
  onPart: (part: FilesPart) => boolean,
): Promise<boolean> {
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
