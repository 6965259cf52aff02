import { describe, expect, it } from 'vitest'
import { messageLines } from '../../../../src-main/sources/elevated/message-lines.ts'
import { Misshapen } from '../../../../src-main/sources/elevated/shapes.ts'

async function read(chunks: readonly (string | Buffer)[], longest?: number): Promise<readonly unknown[]> {
  async function* stream() {
    for (const chunk of chunks) {
      await Promise.resolve()
      yield Buffer.from(chunk)
    }
  }
  const found: unknown[] = []
  for await (const value of messageLines(stream(), longest)) found.push(value)
  return found
}

describe('lines of messages', () => {
  it('come whole, wherever the stream is cut', async () => {
    const bytes = Buffer.from('{"a":"é\\n"}\n[1]\n"𝄞"\n')
    for (let size = 1; size <= bytes.length; size += 1) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => {
        return bytes.subarray(i * size, (i + 1) * size)
      })
      expect(await read(chunks)).toEqual([{ a: 'é\n' }, [1], '𝄞'])
    }
  })

  it('that have no end are none', async () => {
    expect(await read(['1\n', '{"a":'])).toEqual([1])
  })

  it('keep characters that are no text', async () => {
    expect(await read([`${JSON.stringify('\udcff')}\n`])).toEqual(['\udcff'])
  })

  it.each([
    ['an empty line', '\n'],
    ['a line that is no JSON', 'no\n'],
    ['a long line', `"${'x'.repeat(20)}"\n`],
    ['a long line that does not end', 'x'.repeat(30)],
  ])('are given up at %s', async (_what, text) => {
    await expect(read(['1\n', text], 20)).rejects.toThrow(Misshapen)
  })

  it('may come without end as long as each is short', async () => {
    expect(
      await read(
        Array.from({ length: 100 }, () => '"0123456789"\n'),
        20,
      ),
    ).toHaveLength(100)
  })
})
