import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createListedDiskReader } from '../../../../src-main/sources/listed/listed-disk-reader.ts'
import { readListing } from '../../../../src-main/sources/listed/read-listing.ts'
import { listHere } from '../../../helpers/list-here.ts'
import { makeRoot, write } from '../disk/walk-fixture.ts'

const bolt = join(import.meta.dirname, '../../../fixtures/bolt')

it('reads a data root’s metadata, and of other files that they are there', async () => {
  const root = makeRoot()
  write(`${root}/engine-id`, 'an-id\n')
  write(`${root}/image/overlay2/repositories.json`, '{}')
  write(`${root}/image/overlay2/layerdb/sha256/abc/tar-split.json.gz`, 'packed')
  write(`${root}/containers/abc/config.v2.json`, '{"ID":"abc"}')
  write(`${root}/containers/abc/abc-json.log`, 'line\n')
  const blobs = `${root}/io.containerd.content.v1.content/blobs/sha256`
  write(`${blobs}/one`, '{"schemaVersion":2}')
  write(`${blobs}/two`, Buffer.from([0x1f, 0x8b, 8]))
  const reader = createListedDiskReader(await listHere(root))
  expect(reader.readText(`${root}/engine-id`)).toBe('an-id\n')
  expect(reader.readText(`${root}/image/overlay2/repositories.json`)).toBe('{}')
  expect(reader.readText(`${root}/containers/abc/config.v2.json`)).toBe('{"ID":"abc"}')
  expect(reader.readText(`${blobs}/one`)).toBe('{"schemaVersion":2}')
  for (const path of [`${root}/containers/abc/abc-json.log`, `${blobs}/two`])
    expect(() => reader.readText(path)).toThrow('was listed, and could not be copied')
  expect(() => reader.readText(root)).toThrow('is not a regular file')
  expect(reader.readText(`${root}/gone`)).toBeNull()
})

it('says which tool an image lacks', async () => {
  const path = makeRoot()
  const which = (tool: string) =>
    execFileSync('sh', ['-c', `command -v ${tool}`])
      .toString()
      .trim()
  for (const tool of ['cat', 'date', 'find', 'head', 'sed', 'stat']) symlinkSync(which(tool), `${path}/${tool}`)
  const listing = listHere(makeRoot(), { shell: [which('sh')], path })
  await expect(listing).rejects.toMatchObject({ code: 'bad-input', context: { image: 'here', tool: 'tar' } })
})

it('takes nothing for whole that ended early', async () => {
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream, out of what is there
  const stdout = (async function* () {
    yield Buffer.from('\nt mounts\nt capacity 1 1 1 1\nt i 1 2')
  })()
  const output = { stdout, words: () => '', token: 't', root: '/x', image: 'i' }
  await expect(readListing(output)).rejects.toMatchObject({ code: 'walk-failed' })
})

it('reads a database only in a state that nobody changed while it was copied', async () => {
  const root = makeRoot()
  mkdirSync(`${root}/buildkit`)
  const path = `${root}/buildkit/snapshots.db`
  writeFileSync(path, gunzipSync(readFileSync(join(bolt, '20.10-overlay2-snapshots.db.gz'))))
  const listing = await listHere(root)
  const copies = listing.files.get(path) ?? []
  expect(copies.length).toBe(3)
  const reading = (files: readonly Uint8Array[]) =>
    createListedDiskReader({ ...listing, files: new Map([[path, files]]) }).readBytes(path)
  const [whole = new Uint8Array()] = copies
  const torn = new Uint8Array(whole.length)
  expect(reading([torn, whole, whole])).toBe(whole)
  expect(() => reading([whole, torn, whole])).toThrow('changed each time it was read')
})
