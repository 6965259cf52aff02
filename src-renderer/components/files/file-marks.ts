import type { FileFlag } from '../../../src-main/model/file-tree.ts'
import type { FileRow } from '../../../src-main/views/files.ts'
import type { IconName } from '../icon/icon-paths.ts'

/** What is special about an entry: a flag of its own, or that its blocks hold less than its length. */
export type FileMark = FileFlag | 'sparse'

export const ICON_OF_MARK: Readonly<Record<FileMark, IconName>> = {
  unreadable: 'lock',
  'mounted-elsewhere': 'mount',
  'changed-while-reading': 'warning',
  'hard-linked': 'link',
  'counted-elsewhere': 'link',
  'linked-outside': 'outside',
  opaque: 'opaque',
  sparse: 'hole',
}

/** Marks of an entry. A later name of an inode says more than that there are several; so does what an opaque one did. */
export function marksOf({ flags, sparse, change }: FileRow): readonly FileMark[] {
  const marks = flags.filter((flag) => {
    if (flag === 'hard-linked') return !flags.includes('counted-elsewhere')
    return flag !== 'opaque' || change?.kind !== 'opaque'
  })
  return sparse ? [...marks, 'sparse'] : marks
}

/** Key of the word for what an entry is: for who looks at a writable layer, what it did to the layers below. */
export function kindKey({ kind, change }: FileRow): string {
  return change === null || change.kind === 'merged' ? `files.kind_${kind}` : `files.change_${change.kind}`
}
