import { createFileTree, FILE_FLAGS, type FileFact, type FileTree } from '../../../src-main/model/file-tree.ts'

/** A directory holds others by name; anything else is what a fact has besides its name. */
export type MadeEntry = Partial<FileFact> | MadeDirectory
export interface MadeDirectory {
  readonly in: Readonly<Record<string, MadeEntry>>
}

const FACT: Omit<FileFact, 'name' | 'kind'> = {
  flags: 0,
  allocated: 4096,
  apparent: 100,
  modifiedAt: 1,
  nlink: 1,
  inode: null,
}

/** A tree as a reader would make it: a file of 100 bytes in 4096 for each `{}`, a directory of 4096 for each `{ in }`. */
export function madeTree(entries: MadeDirectory['in']): FileTree {
  const builder = createFileTree({ ...FACT, name: 'top', kind: 'directory', apparent: 0 })
  const directories: { readonly entry: number; readonly made: MadeDirectory['in'] }[] = [{ entry: 0, made: entries }]
  for (let next = directories.pop(); next !== undefined; next = directories.pop()) {
    const made = Object.entries(next.made)
    const first = builder.count
    builder.add(
      next.entry,
      made.map(([name, entry]) =>
        'in' in entry ? { ...FACT, name, kind: 'directory', apparent: 0 } : { ...FACT, name, kind: 'file', ...entry },
      ),
    )
    made.forEach(([, entry], index) => {
      if ('in' in entry) directories.push({ entry: first + index, made: entry.in })
    })
  }
  return builder.finish()
}

/** One of several names of an inode. */
export function linkTo(ino: number, nlink: number): Partial<FileFact> {
  return { nlink, inode: { dev: 1, ino } }
}

export const UNREADABLE: Partial<FileFact> = { flags: FILE_FLAGS.unreadable }
