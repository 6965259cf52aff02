import { AppError } from '../errors/app-error.ts'

/** Items a stream may send before its reader grants more. Both sides know it, so the first items cost no round trip. */
export const INITIAL_CREDIT = 32

/** Open streams of one connection. The dashboard uses a handful; the bound keeps a broken page from piling them up. */
export const MAX_STREAMS_PER_CONNECTION = 64

/** Most items a stream can be ahead of its reader, whatever was granted: the bound on memory per stream. */
export const MAX_CREDIT = 1024

/**
 * Back-pressure for the streams of one connection. oRPC has none: a producer would run on while the reader rests.
 * Each connection has windows of its own, so no connection can grant credit to another one's stream.
 */
export interface CreditWindows {
  /**
   * Passes `source` on, asking it for an item only while the reader has credit left. The window exists until the
   * stream ends, is closed by its reader or `signal` fires; the source is closed then.
   * Throws `bad-input` when the name is taken or the connection has too many streams.
   */
  open<T>(stream: string, source: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void>
  /** Lets a stream send `items` more. An unknown stream is normal here: a grant may cross the stream's end. */
  grant(stream: string, items: number): void
  /** Streams that are open now. */
  count(): number
}

/** What the application knows of the connection a call came through. */
export interface ConnectionContext {
  readonly windows: CreditWindows
}

interface CreditWindow {
  credit: number
  /** Wakes the stream that waits for credit. */
  wake: () => void
}

const ABORTED = Symbol('aborted')

export function createCreditWindows(): CreditWindows {
  const windows = new Map<string, CreditWindow>()

  return {
    open(stream, source, signal) {
      const window = register(windows, stream)
      const remove = (): void => {
        if (windows.get(stream) === window) windows.delete(stream)
      }
      // Also covers a stream that is given up before anybody asks it for its first item.
      signal?.addEventListener('abort', remove, { once: true })
      if (signal?.aborted === true) remove()
      return passOn(source, window, signal, () => {
        signal?.removeEventListener('abort', remove)
        remove()
      })
    },
    grant(stream, items) {
      const window = windows.get(stream)
      if (window === undefined) return
      window.credit = Math.min(window.credit + items, MAX_CREDIT)
      window.wake()
    },
    count: () => windows.size,
  }
}

function register(windows: Map<string, CreditWindow>, stream: string): CreditWindow {
  if (windows.has(stream)) throw new AppError('bad-input', 'A stream of this name is already open.')
  if (windows.size >= MAX_STREAMS_PER_CONNECTION) {
    throw new AppError('bad-input', 'Too many streams are open on this connection.', {
      context: { limit: MAX_STREAMS_PER_CONNECTION },
    })
  }
  const window = { credit: INITIAL_CREDIT, wake: () => undefined }
  windows.set(stream, window)
  return window
}

async function* passOn<T>(
  source: AsyncIterable<T>,
  window: CreditWindow,
  signal: AbortSignal | undefined,
  end: () => void,
): AsyncGenerator<T, void> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      if (window.credit <= 0) await orAborted(creditFor(window), signal)
      if (isAborted(signal)) return
      const next = await orAborted(iterator.next(), signal)
      if (next === ABORTED || next.done === true) return
      window.credit -= 1
      yield next.value
    }
  } finally {
    end()
    await close(iterator, signal)
  }
}

function creditFor(window: CreditWindow): Promise<void> {
  return new Promise((resolve) => {
    window.wake = resolve
  })
}

/** A function, because the compiler would take the answer of the first look for that of the second. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

/**
 * The work, or `ABORTED` as soon as the signal fires. The listener goes with each item: racing against one promise
 * for the whole stream would keep every item alive until its end.
 */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | typeof ABORTED> {
  if (signal === undefined) return work
  let fire = (): void => undefined
  const aborted = new Promise<typeof ABORTED>((resolve) => {
    fire = () => {
      resolve(ABORTED)
    }
    if (signal.aborted) fire()
    else signal.addEventListener('abort', fire, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', fire)
  }
}

/**
 * Closes the source. After an abort nobody waits for it: a generator that is busy closes only when its current step
 * ends, and what that step throws then has no reader left.
 */
async function close(iterator: AsyncIterator<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (iterator.return === undefined) return
  const closed = iterator.return()
  if (isAborted(signal)) closed.catch(() => undefined)
  else await closed
}
