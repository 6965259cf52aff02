/** Bytes that come in pieces, taken in pieces of another kind. Null: the end came before. */
export interface ByteSource {
  /** What is before the separator, which is taken too. */
  readUntil(separator: Buffer): Promise<Buffer | null>
  readExactly(length: number): Promise<Buffer | null>
  /** Waits for the end. */
  skipAll(): Promise<void>
}

export function createByteSource(chunks: AsyncIterable<Uint8Array>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  let at = 0
  const next = async (): Promise<Buffer | null> => {
    const found = await iterator.next()
    if (found.done === true) return null
    const { buffer, byteOffset, byteLength } = found.value
    return Buffer.from(buffer, byteOffset, byteLength)
  }
  return {
    async readUntil(separator) {
      let from = at
      for (;;) {
        const found = held.indexOf(separator, from)
        if (found >= 0) {
          const before = held.subarray(at, found)
          at = found + separator.length
          return before
        }
        const more = await next()
        if (more === null) return null
        // The separator may begin at the end of what was there.
        from = Math.max(0, held.length - at - separator.length)
        held = Buffer.concat([held.subarray(at), more])
        at = 0
      }
    },
    async readExactly(length) {
      const pieces = [held.subarray(at, at + length)]
      let missing = length - (pieces[0]?.length ?? 0)
      at += length - missing
      while (missing > 0) {
        const more = await next()
        if (more === null) return null
        held = more
        at = Math.min(missing, more.length)
        pieces.push(more.subarray(0, at))
        missing -= at
      }
      return Buffer.concat(pieces)
    },
    async skipAll() {
      while ((await next()) !== null) at = held.length
    },
  }
}
