import type { DiskReader } from '../disk/disk-reader.ts'
import type { ListFiles } from '../files/list-in-process.ts'
import { findTop } from '../files/find-top.ts'
import { MOST_ENTRIES } from '../files/files-reader.ts'
import { demandScannableRoot } from './check-root.ts'
import type { ScanAnswer, ScanQuestion } from './scan-messages.ts'

export interface FilesAnswering {
  readonly reader: DiskReader
  readonly list: ListFiles
  readonly signal: AbortSignal
  readonly say: (answer: ScanAnswer) => void
}

/** Lists one place of a storage root, and nothing that is not in one. Throws what `demandScannableRoot` does, `cancelled`. */
export async function answerFiles(
  { place }: Extract<ScanQuestion, { ask: 'files' }>,
  { reader, list, signal, say }: FilesAnswering,
): Promise<void> {
  demandScannableRoot(reader, place.root, place.role)
  const found = findTop(place)
  if (found.kind === 'unread') {
    say({ say: 'files-unread', because: found.because, detail: found.detail })
    return
  }
  const root = reader.identify(place.root)
  say({ say: 'files-top', top: found.top, root: root && { dev: root.dev, ino: root.ino } })
  let entries = 0
  const whole =
    found.order === null ||
    (await list(found.order, signal, (part) => {
      say({ say: 'files-part', part })
      entries += part.facts.length / 4
      return entries <= MOST_ENTRIES
    }))
  say({ say: 'files-end', whole })
}
