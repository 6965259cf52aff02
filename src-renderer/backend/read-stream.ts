import type { Client } from './client.ts'

/** Items between two grants of credit. A stream starts with twice as many. */
const ITEMS_PER_ACK = 16

/** What a streaming request looks like to its caller. */
export type StreamCall<T> = (
  input: { stream: string },
  options: { signal: AbortSignal },
) => Promise<AsyncIterable<T> & { return?: (value?: unknown) => unknown }>

/**
 * Reads a stream to its end, granting it credit as items are taken. Rejects with what the stream fails with; an abort
 * ends it quietly.
 */
export async function readStream<T>(
  client: Client,
  call: StreamCall<T>,
  reader: { readonly signal: AbortSignal; readonly onItem: (item: T) => void },
): Promise<void> {
  const stream = crypto.randomUUID()
  let taken = 0
  try {
    for await (const item of await call({ stream }, { signal: reader.signal })) {
      if (reader.signal.aborted) return
      reader.onItem(item)
      taken += 1
      if (taken % ITEMS_PER_ACK === 0) await client.ack({ stream, items: ITEMS_PER_ACK })
    }
  } catch (error) {
    if (!reader.signal.aborted) throw error
  }
}
