/** Reads a place in a process of its own: for tests under another user or in another mount namespace. Prints rows and the whole. */
import { FILE_FLAGS } from '../../../../src-main/model/file-tree.ts'
import { createListFiles } from '../../../../src-main/sources/files/list-in-process.ts'
import { readFiles } from '../../../../src-main/sources/files/read-files.ts'

const [root = '', directory = root] = process.argv.slice(2)
const place = { root, role: 'data-root', directory, only: null, archive: null, whiteouts: 'device' } as const
const list = createListFiles(new URL('../../../../src-main/sources/disk/walk-process.ts', import.meta.url))
const read = await readFiles({ place, signal: new AbortController().signal }, { list })
if (read.kind === 'unread') console.log(JSON.stringify(read))
else {
  const { tree } = read
  const flags = (entry: number) =>
    Object.entries(FILE_FLAGS).flatMap(([flag, bit]) => ((tree.flags(entry) & bit) === 0 ? [] : [flag]))
  const rows = Array.from({ length: tree.count }, (_, entry) => [tree.path(entry), flags(entry)])
  console.log(JSON.stringify({ usage: tree.usage(0), flags: rows.filter(([, each]) => each?.length !== 0) }))
}
