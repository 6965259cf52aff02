import type { Identity } from '../disk/disk-reader.ts'
import type { FilesRead, FilesRequest } from '../files/files-reader.ts'
import { createFilesReceiver } from '../files/files-receiver.ts'
import type { ScanAnswer } from './scan-messages.ts'
import { Misshapen } from './shapes.ts'

/** Puts together what a scanner says of a place. */
export interface FilesAnswers {
  /** What was read, once it is whole; null for what comes before. Throws `Misshapen` for what does not belong to it. */
  take(answer: ScanAnswer): FilesRead | null
}

/** `onRoot`: told of the root's directory as the scanner sees it, before anything of what is in it; may throw. */
export function createFilesAnswers(
  { place, onProgress }: Pick<FilesRequest, 'place' | 'onProgress'>,
  onRoot: (root: Identity | null) => void,
): FilesAnswers {
  const source = place.archive === null ? 'walk' : 'tar-split'
  let receiver: ReturnType<typeof createFilesReceiver> | null = null
  return {
    take: (answer) => {
      if (receiver === null) {
        if (answer.say === 'files-unread') return { kind: 'unread', because: answer.because, detail: answer.detail }
        if (answer.say !== 'files-top') throw new Misshapen('say', 'the top of a place')
        onRoot(answer.root)
        receiver = createFilesReceiver({ top: answer.top, direct: false, source, onProgress })
        return null
      }
      if (answer.say === 'files-end') return receiver.end(answer.whole)
      if (answer.say !== 'files-part') throw new Misshapen('say', 'the next part of a place')
      receiver.take(answer.part)
      return null
    },
  }
}
