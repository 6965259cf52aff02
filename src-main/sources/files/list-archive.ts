import { isAppError } from '../../errors/app-error.ts'
import type { FileFact } from '../../model/file-tree.ts'
import { createPlaceChecker } from '../disk/check-place.ts'
import { readMountTable } from '../disk/mount-table.ts'
import { createByteSource } from '../listed/byte-source.ts'
import { readTarEntries } from '../listed/tar-entries.ts'
import { archiveSegments } from './archive-lines.ts'
import { createArchiveTree, type ArchiveTree } from './archive-tree.ts'
import type { FilesPart } from './file-messages.ts'
import { MOST_ENTRIES, type FilesRead } from './files-reader.ts'

export interface ArchiveOfRoot {
  readonly root: string
  /** Absolute path of a `tar-split.json.gz` in it. */
  readonly archive: string
}

/** What a layer's archive holds, by the engine's own list of it. */
export type ListedArchive =
  | { readonly kind: 'top'; readonly top: FileFact; readonly parts: Iterable<FilesPart> }
  | (Extract<FilesRead, { kind: 'unread' }> & {
      readonly because:
        'permission-denied' | 'not-on-disk' | 'read-error' | 'mounted-elsewhere' | 'changed-while-reading'
    })

/** Lists without looking at a single file: lengths and names as they were in the archive, no blocks. Throws `cancelled`. */
export async function listArchive({ root, archive }: ArchiveOfRoot, signal: AbortSignal): Promise<ListedArchive> {
  const found = createPlaceChecker(root, readMountTable().below(root))(archive)
  if (found.kind === 'unreadable') return { kind: 'unread', because: found.because, detail: found.gap.detail }
  if (found.kind !== 'file') return { kind: 'unread', because: 'not-on-disk', detail: `no file is at ${archive}` }
  try {
    const tree = await readTree(archive, signal)
    return { kind: 'top', top: topOf(tree), parts: tree.parts() }
  } catch (error) {
    if (!isAppError(error) || error.code === 'cancelled') throw error
    const because = error.code === 'permission-denied' ? error.code : 'read-error'
    return { kind: 'unread', because, detail: error.message }
  }
}

async function readTree(archive: string, signal: AbortSignal): Promise<ArchiveTree> {
  const tree = createArchiveTree()
  const source = createByteSource(archiveSegments(archive, signal))
  for await (const entry of readTarEntries(source, null, 'absent')) {
    tree.add(entry)
    // One more than is kept: whoever receives it says that it is too much.
    if (tree.count > MOST_ENTRIES) break
  }
  return tree
}

function topOf({ topModifiedMs }: ArchiveTree): FileFact {
  const nothing = { flags: 0, allocated: null, apparent: 0, nlink: 1, inode: null }
  return { ...nothing, name: '', kind: 'directory', modifiedAt: topModifiedMs / 1000 }
}
