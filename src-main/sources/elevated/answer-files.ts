import type { DiskReader, Identity } from '../disk/disk-reader.ts'
import type { ListFiles } from '../files/list-in-process.ts'
import { findTop } from '../files/find-top.ts'
import { listArchive, type ArchiveOfRoot } from '../files/list-archive.ts'
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
  const { root, archive } = place
  if (archive !== null) {
    await answerArchive({ root, archive }, { reader, signal, say })
    return
  }
  const found = findTop(place)
  if (found.kind === 'unread') {
    say({ say: 'files-unread', because: found.because, detail: found.detail })
    return
  }
  say({ say: 'files-top', top: found.top, root: identityOf(reader, root) })
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

async function answerArchive(
  archive: ArchiveOfRoot,
  { reader, signal, say }: Omit<FilesAnswering, 'list'>,
): Promise<void> {
  const found = await listArchive(archive, signal)
  if (found.kind === 'unread') {
    say({ say: 'files-unread', because: found.because, detail: found.detail })
    return
  }
  say({ say: 'files-top', top: found.top, root: identityOf(reader, archive.root) })
  for (const part of found.parts) say({ say: 'files-part', part })
  say({ say: 'files-end', whole: true })
}

function identityOf(reader: DiskReader, path: string): Identity | null {
  const found = reader.identify(path)
  return found && { dev: found.dev, ino: found.ino }
}
