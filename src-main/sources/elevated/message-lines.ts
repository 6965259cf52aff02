import { Misshapen } from './shapes.ts'

/**
 * Longest line that is read. The survey of 10,000 containers has 20 MB; beyond this nobody is answering who means to,
 * and the text would not fit into one string of V8's (512 MB).
 */
export const LONGEST_LINE = 256 * 1024 * 1024

const NEWLINE = 0x0a

/**
 * The JSON values of a stream that has one a line, whatever the borders of its chunks. What follows the last line end is
 * no line: its writer died in the middle of it. Throws `Misshapen` for a line that is too long or is not JSON.
 */
export async function* messageLines(
  chunks: AsyncIterable<Uint8Array>,
  longest: number = LONGEST_LINE,
): AsyncGenerator<unknown, undefined, undefined> {
  let begun: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      demandLength(length + end - from, longest)
      yield parseLine(Buffer.concat([...begun, chunk.subarray(from, end)]))
      begun = []
      length = 0
      from = end + 1
    }
    begun.push(chunk.subarray(from))
    length += chunk.length - from
    demandLength(length, longest)
  }
  return undefined
}

function demandLength(length: number, longest: number): void {
  if (length > longest) throw new Misshapen('', `at most ${longest} bytes long`)
}

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    throw new Misshapen('', `JSON: ${JSON.stringify(line.toString('utf8', 0, 80))}`)
  }
}
