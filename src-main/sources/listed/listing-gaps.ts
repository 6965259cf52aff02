import type { Gap } from '../../model/gap.ts'
import { directoryOf } from '../disk/place-tree.ts'
import type { ListedTree } from './listed-tree.ts'

/** `find: '/a/b': Permission denied`, `stat: cannot statx '/a/b': …`; busybox says `can't stat` and may quote nothing. */
const COMPLAINT = /^(?:find|stat): (?:can(?:not |'t )statx? )?['‘]?(\/.*?)['’]?: ([^:]+)$/
const TOLD = /^(?:find|stat|xargs): /
/** What vanished while it was looked for counts as far as it was seen. */
const VANISHED = ['No such file or directory', 'Not a directory']
const DENIED = ['Permission denied', 'Operation not permitted']

/**
 * What `find` and `stat` complained of, by the listed directory that it is in. Who may not search a directory is denied every
 * name in it: then the gap is the directory. `strays` are names whose directory was not listed.
 */
export function listingGaps(
  words: string,
  tree: ListedTree,
  strays: readonly string[],
): ReadonlyMap<string, readonly Gap[]> {
  const gaps = new Map<string, Gap[]>()
  const add = (gap: Gap): void => {
    const directory = listedDirectory(tree, gap.path)
    const known = gaps.get(directory)
    if (known === undefined) gaps.set(directory, [gap])
    else if (known.at(-1)?.path !== gap.path) known.push(gap)
  }
  for (const line of words.split('\n')) {
    const gap = gapOf(line, tree)
    if (gap !== null) add({ ...gap, path: gap.path.toWellFormed() })
  }
  for (const path of strays)
    add({ path: path.toWellFormed(), reason: 'changed-while-reading', detail: 'it was moved while it was listed' })
  return gaps
}

function gapOf(line: string, tree: ListedTree): Gap | null {
  const [, path, said = ''] = COMPLAINT.exec(line) ?? []
  if (VANISHED.includes(said)) return null
  if (path === undefined) return TOLD.test(line) ? { path: tree.root, reason: 'read-error', detail: line } : null
  if (!DENIED.includes(said)) return { path, reason: 'read-error', detail: said }
  const closed = tree.at(path)?.kind === 'directory' ? path : (directoryOf(path) ?? path)
  return { path: closed, reason: 'permission-denied', detail: said }
}

function listedDirectory(tree: ListedTree, path: string): string {
  for (let at: string | null = path; at !== null; at = directoryOf(at)) if (tree.at(at)?.kind === 'directory') return at
  return tree.root
}
