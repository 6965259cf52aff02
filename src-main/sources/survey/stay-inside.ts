import { AppError } from '../../errors/app-error.ts'
import { directoryOf } from '../disk/place-tree.ts'
import type { DiskReader } from '../disk/disk-reader.ts'

/**
 * A reader that follows no symlink anywhere below the root, where an ordinary one looks at the last component only:
 * with `image` or `buildkit` being a symlink, another root's records would explain this one's directories.
 * What a symlink leads to is read as `file-damaged`, with the symlink as `context.symlink`.
 * Each directory is looked at once; make a new one for each survey.
 */
export function stayInside(reader: DiskReader, root: string): DiskReader {
  const looked = new Map<string, string | null>()
  /** The first symlink on the way to a path, the path itself included. */
  const symlinkOn = (path: string): string | null => {
    if (path === root || !path.startsWith(`${root === '/' ? '' : root}/`)) return null
    const known = looked.get(path)
    if (known !== undefined) return known
    const above = symlinkOn(directoryOf(path) ?? root)
    const found = above ?? (reader.identify(path)?.kind === 'symlink' ? path : null)
    looked.set(path, found)
    return found
  }
  const demand = (path: string | null): void => {
    const symlink = path === null ? null : symlinkOn(path)
    if (symlink === null) return
    throw new AppError('file-damaged', `${symlink} is a symbolic link.`, { context: { path: symlink, symlink } })
  }
  return {
    ...reader,
    list(path) {
      demand(path)
      return reader.list(path)
    },
    readBytes(path, limit) {
      demand(directoryOf(path))
      return reader.readBytes(path, limit)
    },
    readText(path, limit) {
      demand(directoryOf(path))
      return reader.readText(path, limit)
    },
    identify(path) {
      demand(directoryOf(path))
      return reader.identify(path)
    },
  }
}
