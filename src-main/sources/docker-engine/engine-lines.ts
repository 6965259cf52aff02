import type { Agent } from 'node:http'

import { AppError } from '../../errors/app-error.ts'
import type { SshTransport } from './endpoint.ts'
import type { SshConnections } from './ssh-connections.ts'
import { Turns } from './turns.ts'

/** Leave to send one request to an engine. */
export interface EngineLine {
  readonly agent: Agent
  /** The answer has been read, or there will be none. */
  readonly release: () => void
}

/** Connections that cost something to open and are kept for the next request: those through `ssh`, a few to each engine. */
export interface EngineLines {
  /**
   * Waits until one of the connections to the engine at `url` is free or may be opened. Throws the signal's reason once
   * it fires. Errors: `cancelled` after `close`.
   */
  readonly take: (url: string, transport: SshTransport, signal?: AbortSignal) => Promise<EngineLine>
  /** Ends all of them, in use or not, and opens no more. Resolves once no `ssh` of ours runs. */
  readonly close: () => Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * One for the event stream, one for the request that takes minutes, one for the others. A server that sees more than ten
 * logins at a time begins to turn some away (`MaxStartups`).
 */
const AT_A_TIME = 3

interface Engine {
  readonly turns: Turns
  readonly connections: Promise<SshConnections>
}

/** `environment`: where `ssh` is found, and where it finds its agent. Nothing is opened yet. */
export function createEngineLines(environment: Environment): EngineLines {
  const engines = new Map<string, Engine>()
  const closing = new AbortController()
  const engineAt = (url: string, transport: SshTransport): Engine => {
    const known = engines.get(url)
    if (known !== undefined) return known
    const engine = { turns: new Turns(AT_A_TIME), connections: openSsh(transport, environment, true) }
    engines.set(url, engine)
    return engine
  }
  return {
    take: async (url, transport, signal) => {
      closing.signal.throwIfAborted()
      const { turns, connections } = engineAt(url, transport)
      const agent = await connections
      await turns.take(AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])]))
      // The agent has a connection back only after whoever read its answer knows of the end.
      const release = () => {
        turns.release()
      }
      return { agent, release: () => setImmediate(release) }
    },
    close: async () => {
      closing.abort(new AppError('cancelled', 'The connections to engines are closed.'))
      await Promise.all([...engines.values()].map(async ({ connections }) => (await connections).close()))
    },
  }
}

/** The same for a request that nobody keeps connections for: it logs in, and leaves nothing open. */
export async function openLine(transport: SshTransport): Promise<EngineLine> {
  return { agent: await openSsh(transport, process.env, false), release: () => undefined }
}

// Loaded with Node's HTTP, which takes 15 MB, only where somebody uses SSH.
async function openSsh(transport: SshTransport, environment: Environment, keep: boolean): Promise<SshConnections> {
  const { SshConnections } = await import('./ssh-connections.ts')
  return new SshConnections(transport, environment, keep)
}
