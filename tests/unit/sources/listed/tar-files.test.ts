import { execFileSync } from 'node:child_process'
import { linkSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createByteSource } from '../../../../src-main/sources/listed/byte-source.ts'
import { readTarFiles, type TarFiles } from '../../../../src-main/sources/listed/tar-files.ts'
import { makeRoot, write } from '../disk/walk-fixture.ts'

const END = Buffer.alloc(512)
END.write('token end')

const tar = (root: string, ...args: readonly string[]): Buffer => execFileSync('tar', ['-C', root, '-cf', '-', ...args])

/** In pieces of a length that fits nothing. */
function read(bytes: Buffer): Promise<TarFiles> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / 777) }, (_, i) => bytes.subarray(i * 777, (i + 1) * 777))
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream, out of what is there
  const stream = async function* () {
    yield* pieces
  }
  return readTarFiles(createByteSource(stream()), 'token end')
}

const textsOf = (files: TarFiles) =>
  [...files].map(([path, copies]) => [path, copies.map((each) => Buffer.from(each).toString())])

it.each(['gnu', 'posix', 'ustar'])('reads archives of format %s, one after the other', async (format) => {
  const root = makeRoot()
  const deep = `${'d'.repeat(90)}/${'e'.repeat(90)}/file`
  write(`${root}/a`, 'one')
  write(`${root}/${deep}`, 'x'.repeat(600))
  write(`${root}/empty`)
  linkSync(`${root}/a`, `${root}/b`)
  const first = tar(root, `--format=${format}`, './a', './b', `./${deep}`, './empty')
  write(`${root}/a`, 'two')
  const files = await read(Buffer.concat([first, tar(root, './a'), END]))
  expect(textsOf(files)).toEqual([
    ['/a', ['one', 'two']],
    ['/b', ['one']],
    [`/${deep}`, ['x'.repeat(600)]],
    ['/empty', ['']],
  ])
})

it('takes nothing for whole that is cut off, or no archive', async () => {
  const root = makeRoot()
  write(`${root}/a`, 'x'.repeat(10_000))
  const archive = tar(root, './a')
  await expect(read(archive.subarray(0, 4000))).rejects.toMatchObject({ code: 'walk-failed' })
  await expect(read(archive)).rejects.toMatchObject({ code: 'walk-failed' })
  await expect(read(Buffer.alloc(1024, 'x'))).rejects.toMatchObject({ code: 'walk-failed' })
})
