import { AppError } from '../../errors/app-error.ts'

const HEADER_BYTES = 8
const STDOUT = 1
const STDERR = 2

/**
 * Standard output of a container without a terminal, out of the stream in which the engine mixes it with standard error:
 * before each piece are 8 bytes, the first of which says which it is, the last four how long it is. `onStderr` gets the rest.
 * Throws `engine-bad-answer` for a stream that is none.
 */
export async function* demultiplex(
  chunks: AsyncIterable<Uint8Array>,
  onStderr: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  let header = Buffer.alloc(0)
  let left = 0
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      if (left === 0) {
        const missing = HEADER_BYTES - (header.length % HEADER_BYTES)
        header = Buffer.concat([header.subarray(0, header.length % HEADER_BYTES), chunk.subarray(at, at + missing)])
        at += missing
        if (header.length === HEADER_BYTES) left = lengthIn(header)
        continue
      }
      const piece = chunk.subarray(at, at + left)
      at += piece.length
      left -= piece.length
      if (header[0] === STDOUT) yield piece
      else onStderr(piece)
    }
  }
  return undefined
}

function lengthIn(header: Buffer): number {
  const stream = header[0]
  if (stream === STDOUT || stream === STDERR) return header.readUInt32BE(4)
  throw new AppError('engine-bad-answer', 'What the engine hands on of a container makes no sense.', {
    context: { request: 'POST /containers/{id}/attach', field: 'stream', expected: 'stdout or stderr' },
  })
}
