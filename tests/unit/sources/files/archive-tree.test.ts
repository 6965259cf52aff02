import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { isAppError } from '../../../../src-main/errors/app-error.ts'
import type { FileTree } from '../../../../src-main/model/file-tree.ts'
import type { FilesRead } from '../../../../src-main/sources/files/files-reader.ts'
import { makeRoot, write } from '../disk/walk-fixture.ts'
import { entriesOf, read } from './read-fixture.ts'

const BLOCK = 512

/** What the engine would keep of an archive: all but the contents of its files, as `tar-split` writes it. */
function splitArchive(archive: Buffer): string {
  const lines: object[] = []
  let segment: Buffer[] = []
  for (let at = 0; at < archive.length;) {
    const header = archive.subarray(at, at + BLOCK)
    segment.push(header)
    at += BLOCK
    const length = parseInt(header.toString('latin1', 124, 135), 8) || 0
    const type = String.fromCharCode(header[156] ?? 0)
    if (length === 0 || header[0] === 0) continue
    const padded = Math.ceil(length / BLOCK) * BLOCK
    if (type === '0') {
      lines.push({ type: 2, payload: Buffer.concat(segment).toString('base64'), position: lines.length })
      const sum = createHash('sha256')
        .update(archive.subarray(at, at + length))
        .digest('base64')
      lines.push({ type: 1, name: 'file', size: length, payload: sum, position: lines.length })
      segment = [archive.subarray(at + length, at + padded)]
    } else segment.push(archive.subarray(at, at + padded))
    at += padded
  }
  lines.push({ type: 2, payload: Buffer.concat(segment).toString('base64'), position: lines.length })
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Lists a directory by way of an archive of it. */
async function listed(directory: string, format = 'gnu'): Promise<FileTree> {
  const tar = ['--sort=name', `--format=${format}`, '-C', directory, '-cf', '-', '.']
  const archive = execFileSync('tar', tar, { maxBuffer: 64 * 1024 * 1024 })
  const found = await readLines(splitArchive(archive))
  if (found.kind === 'unread') throw new Error(found.detail)
  expect(found.source).toBe('tar-split')
  return found.tree
}

function readLines(lines: string): Promise<FilesRead> {
  return readPacked(gzipSync(lines))
}

function readPacked(bytes: Buffer): Promise<FilesRead> {
  const root = makeRoot()
  const archive = `${root}/image/overlay2/layerdb/sha256/x/tar-split.json.gz`
  write(archive, bytes)
  return read(root, `${root}/overlay2/x/diff`, { place: { archive } })
}

describe('a layer by the list of its archive', () => {
  it.each(['gnu', 'pax', 'ustar'])('has what was in it: %s', async (format) => {
    const root = makeRoot()
    write(`${root}/a/five.txt`, 'hello')
    write(`${root}/a/large`, Buffer.alloc(1500, 1))
    mkdirSync(`${root}/empty`)
    symlinkSync('a/five.txt', `${root}/link`)
    linkSync(`${root}/a/five.txt`, `${root}/z`)
    const tree = await listed(root, format)
    expect(
      Object.fromEntries(entriesOf(tree, (entry) => [tree.kind(entry), tree.length(entry), tree.nlink(entry)])),
    ).toEqual({
      a: ['directory', 0, 1],
      'a/five.txt': ['file', 5, 2],
      'a/large': ['file', 1500, 1],
      empty: ['directory', 0, 1],
      link: ['symlink', 10, 1],
      z: ['file', 5, 2],
    })
    expect(tree.usage(0)).toMatchObject({ allocated: null, apparent: 1515, inodes: 6, incomplete: false })
  })

  it.each(['gnu', 'pax'])('has names of any length, and bytes that are no UTF-8: %s', async (format) => {
    const root = makeRoot()
    const long = `${'d'.repeat(150)}/${'f'.repeat(200)}`
    write(`${root}/${long}`, 'abc')
    execFileSync('sh', ['-c', String.raw`echo ab > "$1/$(printf 'b\377d')"`, 'sh', root])
    const tree = await listed(root, format)
    expect(tree.length(tree.find(long) ?? -1)).toBe(3)
    expect(tree.length(tree.find('b\udcffd') ?? -1)).toBe(3)
  })

  it('tells what it hides', async () => {
    const root = makeRoot()
    for (const name of ['.wh.gone', 'etc/.wh.passwd', 'made/.wh..wh..opq', 'made/new']) write(`${root}/${name}`)
    const tree = await listed(root)
    expect([...entriesOf(tree, (entry) => tree.kind(entry))].toSorted()).toEqual([
      ['etc', 'directory'],
      ['etc/passwd', 'whiteout'],
      ['gone', 'whiteout'],
      ['made', 'directory'],
      ['made/new', 'file'],
    ])
    expect(tree.has(tree.find('made') ?? -1, 'opaque')).toBe(true)
  })

  it('has directories that the archive does not name', async () => {
    const root = makeRoot()
    write(`${root}/a/b/c`, 'abc')
    execFileSync('tar', ['-C', root, '-cf', `${root}/one.tar`, 'a/b/c'])
    const found = await readLines(splitArchive(readFileSync(`${root}/one.tar`)))
    expect(found).toMatchObject({ kind: 'tree', source: 'tar-split' })
    if (found.kind === 'tree') expect(found.tree.find('a/b/c')).not.toBeNull()
  })

  it('is nothing where the engine keeps no list', async () => {
    const root = makeRoot()
    const place = { archive: `${root}/image/overlay2/layerdb/sha256/x/tar-split.json.gz` }
    expect(await read(root, `${root}/overlay2/x/diff`, { place })).toMatchObject({ because: 'not-on-disk' })
  })

  it('is not looked for behind a symlink', async () => {
    const [root, outside] = [makeRoot(), makeRoot()]
    writeFileSync(`${outside}/list`, gzipSync(''))
    symlinkSync(`${outside}/list`, `${root}/tar-split.json.gz`)
    const found = await read(root, root, { place: { archive: `${root}/tar-split.json.gz` } })
    expect(found).toMatchObject({ kind: 'unread', because: 'read-error' })
  })

  it.each<[string, Buffer]>([
    ['that is not packed', Buffer.from('{"type":2}')],
    ['that is cut off', gzipSync('x'.repeat(10_000)).subarray(0, 20)],
    ['that is no JSON', gzipSync('{"type":2\n')],
    ['of other things', gzipSync('[1]\n')],
    ['with a header that is none', gzipSync(`{"type":2,"payload":"${Buffer.alloc(512, 65).toString('base64')}"}\n`)],
  ])('cannot be read from a list %s', async (_, bytes) => {
    expect(await readPacked(bytes)).toMatchObject({ kind: 'unread', because: 'read-error' })
  })

  it('stops when it is cancelled', async () => {
    const root = makeRoot()
    const archive = `${root}/tar-split.json.gz`
    write(archive, gzipSync('\n'))
    const reading = read(root, root, { place: { archive }, signal: AbortSignal.abort() })
    const error: unknown = await reading.catch((thrown: unknown) => thrown)
    expect(isAppError(error, 'cancelled')).toBe(true)
  })
})
