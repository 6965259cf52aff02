import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineConnection } from '../sources/docker-engine/engine-connection.ts'
import type { EngineEvent } from '../sources/docker-engine/engine-event.ts'
import { watchEvents } from '../sources/docker-engine/watch-events.ts'

/** Waits between attempts to hear the engine again: it may be restarting for a second or gone for the night. */
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000

interface Listener {
  /** Events are being heard. `again`: after they had been lost. */
  readonly onLive: (again: boolean) => void
  readonly onEvent: (event: EngineEvent) => void
  readonly onLost: (cause: unknown) => void
}

/** Follows an engine's events until the signal fires, through restarts of the engine. */
export async function followEngine(
  connection: EngineConnection,
  signal: AbortSignal,
  listener: Listener,
): Promise<void> {
  let wait = FIRST_WAIT_MS
  let again = false
  const onOpen = () => {
    wait = FIRST_WAIT_MS
    listener.onLive(again)
  }
  while (!signal.aborted) {
    try {
      for await (const event of watchEvents(connection, signal, onOpen)) listener.onEvent(event)
    } catch (error) {
      listener.onLost(error)
    }
    again = true
    await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined)
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
  }
}
