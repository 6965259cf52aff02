import { isAppError } from '../../errors/app-error.ts'
import type { FilesRead, FilesReader, FilesRequest } from '../files/files-reader.ts'
import { isSameDisk, otherDisk, type ThisMachine } from './same-disk.ts'
import type { ScanSessions } from './scan-sessions.ts'

export interface ElevatedFilesParts extends ThisMachine {
  /** A scan container is not allowed to see extended attributes of root's, and need not be started to say so. */
  readonly seesAttributes: boolean
  /** For one reading. */
  readonly sessions: () => Pick<ScanSessions, 'open' | 'release'>
}

/** Reads files of roots that are closed to this process through a scanner that has the right to. */
export function createElevatedFilesReader(parts: ElevatedFilesParts): FilesReader {
  return {
    read: async (request) => {
      const sessions = parts.sessions()
      try {
        return await read(parts, sessions, request)
      } catch (error) {
        if (!isAppError(error) || error.code === 'cancelled') throw error
        const because = error.code === 'permission-denied' ? error.code : 'read-error'
        return { kind: 'unread', because, detail: error.message }
      } finally {
        await sessions.release()
      }
    },
    opaque: async (question) => {
      if (!parts.seesAttributes) return 'not-allowed'
      const sessions = parts.sessions()
      try {
        return await (await sessions.open(question.signal)).opaque(question)
      } catch (error) {
        if (!isAppError(error) || error.code === 'cancelled') throw error
        return 'failed'
      } finally {
        await sessions.release()
      }
    },
  }
}

async function read(
  parts: ElevatedFilesParts,
  sessions: Pick<ScanSessions, 'open'>,
  request: FilesRequest,
): Promise<FilesRead> {
  const { root: path } = request.place
  const session = await sessions.open(request.signal)
  try {
    return await session.files(request, (identity) => {
      if (!isSameDisk(parts, { path, identity }, session)) throw otherDisk(path)
    })
  } catch (error) {
    // What it would still say is of no use, and it takes no other question before.
    if (isAppError(error, 'root-not-found')) await session.close()
    throw error
  }
}
