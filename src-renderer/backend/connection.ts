import type { Client } from './client.ts'

/** How the page stands with the application behind it. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly client: Client }
  /** It was there and is gone; another attempt follows by itself. */
  | { readonly kind: 'lost'; readonly attempt: number }
  /** The host does not accept this page any more: its one-time token is spent or the host was started anew. */
  | { readonly kind: 'refused' }

/** A way to the application that outlives single connections. */
export interface Backend {
  /** Tells the listener the current connection at once, then each later one. Returns how to stop listening. */
  listen(listener: (connection: Connection) => void): () => void
  /** Tries again now instead of waiting. */
  retry(): void
}

/** Keeps the latest connection and tells everybody who listens. */
export function createConnectionSource(): {
  readonly set: (connection: Connection) => void
  readonly listen: Backend['listen']
} {
  let current: Connection = { kind: 'connecting' }
  const listeners = new Set<(connection: Connection) => void>()
  return {
    set(connection) {
      current = connection
      for (const listener of listeners) listener(connection)
    },
    listen(listener) {
      listeners.add(listener)
      listener(current)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
