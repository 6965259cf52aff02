import { execFileSync, spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { AppError, isAppError } from '../../../../src-main/errors/app-error.ts'
import type { FileTree } from '../../../../src-main/model/file-tree.ts'
import type { FilePlace } from '../../../../src-main/sources/files/file-place.ts'
import type { FilesRead } from '../../../../src-main/sources/files/files-reader.ts'
import { createListedFilesReader, type ListDirectory } from '../../../../src-main/sources/listed/listed-files-reader.ts'
import { listHere } from '../../../helpers/list-here.ts'
import { makeRoot, write } from '../disk/walk-fixture.ts'
import { placeIn, treeOf } from '../files/read-fixture.ts'

vi.setConfig({ testTimeout: 60_000 })

const hereWith =
  (shell: readonly string[]): ListDirectory =>
  async ({ root, directory }) => ({ listing: await listHere(root, { directory, shell }), containerId: 'c' })

function readBy(list: ListDirectory, place: FilePlace): Promise<FilesRead> {
  return createListedFilesReader(list).read({ place, signal: new AbortController().signal })
}

async function listedTree(root: string, directory: string, change: Partial<FilePlace> = {}): Promise<FileTree> {
  const read = await readBy(hereWith(['sh']), placeIn(root, directory, change))
  if (read.kind === 'unread') throw new Error(`${read.because}: ${read.detail}`)
  return read.tree
}

/** All that is known of each entry, in the order of their numbers. */
function rowsOf(tree: FileTree): readonly unknown[] {
  return Array.from({ length: tree.count }, (_, entry) => [
    ...[tree.path(entry), tree.kind(entry), tree.flags(entry), tree.own(entry), tree.length(entry)],
    ...[tree.nlink(entry), tree.firstName(entry), tree.range(entry)],
  ])
}

describe('a place that a container lists', () => {
  it('is the same as one that is read here', async () => {
    const root = makeRoot()
    const place = `${root}/overlay2/x/diff`
    write(`${place}/a/b/five.txt`, 'hello')
    write(`${place}/sparse`)
    truncateSync(`${place}/sparse`, 1024 ** 3)
    symlinkSync('a/b', `${place}/link`)
    linkSync(`${place}/a/b/five.txt`, `${place}/one`)
    linkSync(`${place}/sparse`, `${root}/outside`)
    write(`${place}/with space\nand [line]*`, 'x')
    execFileSync('mkfifo', [`${place}/fifo`])
    execFileSync('mknod', [`${place}/gone`, 'c', '0', '0'])
    const [far, near] = [await listedTree(root, place), await treeOf(root, place)]
    expect(rowsOf(far)).toEqual(rowsOf(near))
    expect(far.usage(0).allocated).toBe(near.usage(0).allocated)
    // busybox and coreutils print the same time, to the fraction or to the second.
    expect(Math.floor(far.modifiedAt(1))).toBe(Math.floor(near.modifiedAt(1)))
  })

  it('may be some names of a directory, or a single file', async () => {
    const root = makeRoot()
    for (const name of ['c/log', 'c/local/log', 'c/config']) write(`${root}/${name}`, 'abc')
    const only = ['log', 'local']
    const [far, near] = [
      await listedTree(root, `${root}/c`, { only }),
      await treeOf(root, `${root}/c`, { place: { only } }),
    ]
    expect(rowsOf(far)).toEqual(rowsOf(near))
    expect(rowsOf(await listedTree(root, `${root}/c/log`))).toEqual(rowsOf(await treeOf(root, `${root}/c/log`)))
  })

  it('is not there where nothing is, and never behind a symlink', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    write(`${outside}/diff/secret`)
    symlinkSync(outside, `${root}/way`)
    for (const directory of [`${root}/none`, `${root}/way/diff`])
      expect(await readBy(hereWith(['sh']), placeIn(root, directory))).toMatchObject({ because: 'not-on-disk' })
  })

  it('flags what is closed', async () => {
    const root = makeRoot()
    mkdirSync(`${root}/place`)
    execFileSync('chmod', ['755', root])
    write(`${root}/place/open/file`)
    write(`${root}/place/closed/file`)
    execFileSync('chmod', ['700', `${root}/place/closed`])
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'sh']
    const read = await readBy(hereWith(nobody), placeIn(root, `${root}/place`))
    if (read.kind === 'unread') throw new Error(read.detail)
    const closed = read.tree.find('closed') ?? -1
    expect([read.tree.has(closed, 'unreadable'), read.tree.usage(0).incomplete]).toEqual([true, true])
  })

  it('leaves out what is mounted in it, and is none where it is a mount', async () => {
    const root = makeRoot()
    for (const name of ['place/in', 'place/file', 'mounted/below']) mkdirSync(`${root}/${name}`, { recursive: true })
    const script = `mount -t tmpfs none "$0/place/in"; echo x > "$0/place/in/file"; mount -t tmpfs none "$0/mounted"
      mkdir "$0/mounted/below"; exec sh "$@"`
    const shell = ['unshare', '-m', 'sh', '-c', script, root]
    expect(spawnSync('unshare', ['-m', 'true']).status).toBe(0)
    const read = await readBy(hereWith(shell), placeIn(root, `${root}/place`))
    if (read.kind === 'unread') throw new Error(read.detail)
    const { tree } = read
    expect(rowsOf(tree).map((row) => (row as unknown[])[0])).toEqual(['', 'file', 'in'])
    expect([tree.has(2, 'mounted-elsewhere'), tree.usage(0)]).toMatchObject([true, { inodes: 2, incomplete: false }])
    const below = await readBy(hereWith(shell), placeIn(root, `${root}/mounted/below`))
    expect(below).toMatchObject({ kind: 'unread', because: 'mounted-elsewhere' })
  })

  it('says why it could not be listed, and is cancelled like any other', async () => {
    const failing =
      (error: AppError): ListDirectory =>
      () =>
        Promise.reject(error)
    const place = placeIn('/r', '/r/p')
    const gone = new AppError('not-found', 'The engine has no image x; Plimsoll pulls none.')
    expect(await readBy(failing(gone), place)).toEqual({ kind: 'unread', because: 'read-error', detail: gone.message })
    const stopped: unknown = await readBy(failing(new AppError('cancelled', 'stopped')), place).catch((e: unknown) => e)
    expect(isAppError(stopped, 'cancelled')).toBe(true)
  })

  it('has no lists of layers', async () => {
    const read = await readBy(hereWith(['sh']), placeIn('/r', '/r/p', { archive: '/r/a' }))
    expect(read).toMatchObject({ kind: 'unread', because: 'no-data-root' })
  })
})
