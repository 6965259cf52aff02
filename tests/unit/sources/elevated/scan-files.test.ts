import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../src-main/errors/app-error.ts'
import { createElevatedFilesReader } from '../../../../src-main/sources/elevated/elevated-files-reader.ts'
import type { FilePlace } from '../../../../src-main/sources/files/file-place.ts'
import type { FilesRequest } from '../../../../src-main/sources/files/files-reader.ts'
import { makeDataRoot } from '../data-root.ts'
import { write } from '../disk/walk-fixture.ts'
import { placeIn, treeOf } from '../files/read-fixture.ts'
import { open, startRealScanner, startScript } from './scanners.ts'

const request = (place: FilePlace, change: Partial<FilesRequest> = {}): FilesRequest => {
  return { place, signal: new AbortController().signal, ...change }
}
const whatever = () => undefined

/** A data root with a volume in it. */
function withVolume(): { readonly root: string; readonly place: FilePlace } {
  const { path: root } = makeDataRoot()
  write(`${root}/volumes/v/_data/a/b`, 'hello')
  write(`${root}/volumes/v/_data/c`, 'x'.repeat(10_000))
  return { root, place: placeIn(root, `${root}/volumes/v/_data`) }
}

describe('a scanner that is asked for files', () => {
  it('lists what is read here', async () => {
    const { root, place } = withVolume()
    const session = await open(startRealScanner())
    const seen: unknown[] = []
    const read = await session.files(request(place), (identity) => seen.push(identity))
    if (read.kind === 'unread') throw new Error(read.detail)
    const near = await treeOf(root, place.directory)
    const rows = (tree: typeof near) =>
      Array.from({ length: tree.count }, (_, entry) => [tree.path(entry), tree.own(entry), tree.modifiedAt(entry)])
    expect(rows(read.tree)).toEqual(rows(near))
    expect([read.source, read.direct, seen]).toEqual([
      'walk',
      false,
      [{ dev: expect.any(Number) as number, ino: expect.any(Number) as number }],
    ])
    await session.close()
  })

  it('says why it cannot', async () => {
    const { root } = withVolume()
    const session = await open(startRealScanner())
    const read = await session.files(request(placeIn(root, `${root}/volumes/none`)), whatever)
    expect(read).toMatchObject({ kind: 'unread', because: 'not-on-disk' })
    await session.close()
  })

  it('lists nothing but what is in a storage root', async () => {
    const { root } = withVolume()
    const session = await open(startRealScanner())
    await expect(session.files(request(placeIn('/etc')), whatever)).rejects.toMatchObject({
      code: 'root-not-a-data-root',
    })
    await expect(session.files(request(placeIn('/')), whatever)).rejects.toBeInstanceOf(AppError)
    for (const directory of ['/etc', `${root}/../etc`, `${root}/volumes/../../etc`])
      expect(await session.files(request(placeIn(root, directory)), whatever)).toMatchObject({ kind: 'unread' })
    const archive = request(placeIn(root, root, { archive: '/etc/passwd' }))
    expect(await session.files(archive, whatever)).toMatchObject({ kind: 'unread' })
    await session.close()
  })

  it('answers one after the other', async () => {
    const { place } = withVolume()
    const session = await open(startRealScanner())
    const reads = await Promise.all([1, 2, 3].map(() => session.files(request(place), whatever)))
    expect(reads.map(({ kind }) => kind)).toEqual(['tree', 'tree', 'tree'])
    await session.close()
  })

  it('stops when it is cancelled, and can be asked again', async () => {
    const { place } = withVolume()
    const session = await open(startRealScanner())
    const controller = new AbortController()
    const reading = session.files(request(place, { signal: controller.signal }), () => {
      controller.abort()
    })
    await reading.catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'cancelled' })
    })
    expect(await session.files(request(place), whatever)).toMatchObject({ kind: 'tree' })
    await session.close()
  })

  it.each([
    ['begins in the middle', `say({ say: 'files-end', whole: true })`],
    ['tells of a directory that it did not tell of', `${top()} say({ say: 'files-part', part: ${part('[3, 1]')} })`],
    ['has half a part', `${top()} say({ say: 'files-part', part: { names: 'a' } })`],
    ['says something else', `${top()} say({ say: 'walked', gaps: [], cancelled: false })`],
  ])('is given up when it %s', async (_, script) => {
    const session = await open(startScript(`ready(); hear(() => { ${script} })`))
    await expect(session.files(request(placeIn('/r')), whatever)).rejects.toMatchObject({ code: 'walk-failed' })
    expect(session.over).toBe(true)
  })
})

describe('a reader through a scanner', () => {
  const reader = { identify: () => null }

  it('asks for nothing when the scanner is refused, and says why', async () => {
    const refused = new AppError('permission-denied', 'The disk could not be read by sudo: no, not you')
    const sessions = { open: () => Promise.reject(refused), release: () => Promise.resolve() }
    const files = createElevatedFilesReader({ reader, bootId: null, seesAttributes: false, sessions: () => sessions })
    expect(await files.read(request(placeIn('/r')))).toEqual({
      ...{ kind: 'unread', because: 'permission-denied', detail: refused.message },
    })
  })

  it('does not take another machine’s disk for this one’s', async () => {
    const script = `ready(); hear(() => { ${top('{ dev: 1, ino: 2 }')} })`
    const session = await open(startScript(script))
    const sessions = { open: () => Promise.resolve(session), release: () => Promise.resolve() }
    const here = { identify: () => ({ dev: 1, ino: 3, kind: 'directory', modifiedAt: 0, bornAt: null }) as const }
    const files = createElevatedFilesReader({
      reader: here,
      bootId: null,
      seesAttributes: false,
      sessions: () => sessions,
    })
    expect(await files.read(request(placeIn('/r')))).toMatchObject({ kind: 'unread', because: 'read-error' })
    expect(session.over).toBe(true)
  })
})

function top(root = 'null'): string {
  return `say({ say: 'files-top', top: null, root: ${root} });`
}

function part(directories: string): string {
  return `{ directories: ${directories}, names: 'a', facts: [1, 8, 3, 0], links: [], flags: [] }`
}
