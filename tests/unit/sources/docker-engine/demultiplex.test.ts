import { describe, expect, it } from 'vitest'
import { demultiplex } from '../../../../src-main/sources/docker-engine/demultiplex.ts'

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([header, Buffer.from(text)])
}

async function read(chunks: readonly Buffer[]) {
  async function* stream() {
    for (const chunk of chunks) {
      await Promise.resolve()
      yield chunk
    }
  }
  const words: Uint8Array[] = []
  const output: Uint8Array[] = []
  for await (const piece of demultiplex(stream(), (bytes) => words.push(bytes))) output.push(piece)
  return { output: Buffer.concat(output).toString(), words: Buffer.concat(words).toString() }
}

describe('the output of a container', () => {
  const mixed = Buffer.concat([
    ...[frame(1, 'one '), frame(2, 'oops'), frame(1, ''), frame(1, 'two'), frame(2, '!'), frame(1, 'é')],
  ])

  it('is taken apart, wherever the stream is cut', async () => {
    for (let size = 1; size <= mixed.length; size += 1) {
      const pieces = Array.from({ length: Math.ceil(mixed.length / size) }, (_, i) => {
        return mixed.subarray(i * size, (i + 1) * size)
      })
      expect(await read(pieces)).toEqual({ output: 'one twoé', words: 'oops!' })
    }
  })

  it('ends where its container was killed', async () => {
    expect(await read([mixed.subarray(0, 10)])).toEqual({ output: 'on', words: '' })
    expect(await read([mixed.subarray(0, 5)])).toEqual({ output: '', words: '' })
  })

  it('is refused when it is not mixed at all', async () => {
    await expect(read([Buffer.from('{"say":"ready"}\n')])).rejects.toMatchObject({ code: 'engine-bad-answer' })
  })
})
