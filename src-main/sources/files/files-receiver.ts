import type { FileFact } from '../../model/file-tree.ts'
import type { FilesPart } from './file-messages.ts'
import { MOST_ENTRIES, type FilesRead, type FilesRequest } from './files-reader.ts'
import { createTreeReceiver } from './tree-receiver.ts'

const PROGRESS_MS = 100

/** Receives a place part by part, and tells now and then how far it is. */
export interface FilesReceiver {
  /** Whether more is wanted. Throws `Misshapen`. */
  take(part: FilesPart): boolean
  /** `whole`: nothing is missing. */
  end(whole: boolean): FilesRead
}

export interface ReceivedPlace extends Pick<FilesRequest, 'onProgress'> {
  /** See `createFileTree`. */
  readonly top: FileFact | null
  /** See `FilesRead`, like the next one. */
  readonly direct: boolean
  readonly source: 'walk' | 'tar-split'
  /** Default: `MOST_ENTRIES`. */
  readonly most?: number | undefined
}

export function createFilesReceiver({
  top,
  direct,
  source,
  most = MOST_ENTRIES,
  onProgress,
}: ReceivedPlace): FilesReceiver {
  const receiver = createTreeReceiver(top)
  let told = performance.now()
  return {
    take(part) {
      receiver.take(part)
      if (performance.now() - told >= PROGRESS_MS) {
        told = performance.now()
        onProgress?.(receiver.progress)
      }
      return receiver.count <= most
    },
    end: (whole) => (whole ? { kind: 'tree', tree: receiver.finish(), source, direct } : tooLarge(most)),
  }
}

function tooLarge(most: number): FilesRead {
  return {
    kind: 'unread',
    because: 'too-large',
    detail: `more than ${most.toLocaleString('en')} files and directories`,
  }
}
