import { AppError, isAppError } from '../../errors/app-error.ts'
import type { DiskReader, Identity } from '../disk/disk-reader.ts'
import type { ScanSession } from './scan-session.ts'

/** A root's directory as a scanner sees it. Null: it could not look. */
export interface SeenRoot {
  readonly path: string
  readonly identity: Identity | null
}

export interface ThisMachine {
  readonly reader: Pick<DiskReader, 'identify'>
  /** Of the kernel that this process runs on; see `ScanSession`. */
  readonly bootId: string | null
}

/**
 * A scanner may run where the same path is another disk: a socket may be forwarded from another machine, or lead into a
 * virtual one. What is not told on one side contradicts nothing.
 */
export function isSameDisk(
  { reader, bootId }: ThisMachine,
  { path, identity }: SeenRoot,
  session: Pick<ScanSession, 'bootId'>,
): boolean {
  const here = identityOf(reader, path)
  const sameKernel = bootId === null || session.bootId === null || bootId === session.bootId
  return sameKernel && (here === null || identity === null || (here.dev === identity.dev && here.ino === identity.ino))
}

export function otherDisk(path: string): AppError {
  return new AppError('root-not-found', `What a scan finds at ${path} is not what the engine keeps there.`, {
    context: { path, remote: true },
  })
}

/** Null where even the way there is closed to this process. */
function identityOf(reader: ThisMachine['reader'], path: string): Identity | null {
  try {
    return reader.identify(path)
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}
