import { Agent } from 'node:http'

import { AppError } from '../../errors/app-error.ts'
import type { SshTransport } from './endpoint.ts'
import { ProcessSocket, type ProcessCommand } from './process-socket.ts'
import { sshArguments } from './ssh-command.ts'

/** Longer than the pause between two refreshes of a busy engine, short enough not to be in anybody's way. */
const IDLE_MS = 60_000

/**
 * Connections to an engine through `ssh`, each a process of its own. With `keep` they stay open for the next request: a
 * login takes a good part of a second.
 */
export class SshConnections extends Agent {
  readonly #command: ProcessCommand
  readonly #open = new Set<ProcessSocket>()
  #closed = false

  constructor(transport: SshTransport, environment: ProcessCommand['environment'], keep: boolean) {
    super({ keepAlive: keep })
    this.#command = { program: 'ssh', args: sshArguments(transport), environment }
  }

  override createConnection(): ProcessSocket {
    if (this.#closed) throw new AppError('cancelled', 'The connections to the engine are closed.')
    const socket = new ProcessSocket(this.#command)
    this.#open.add(socket)
    void socket.gone.then(() => this.#open.delete(socket))
    return socket
  }

  /** All requests may share them, whatever they call the host: the way leads to one engine. */
  override getName(): string {
    return 'engine'
  }

  override keepSocketAlive(socket: ProcessSocket): boolean {
    socket.rest(IDLE_MS)
    return true
  }

  /** Ends what is open, in use or not; no more are opened. Resolves once no process is left. */
  async close(): Promise<void> {
    this.#closed = true
    const open = [...this.#open]
    for (const socket of open) socket.destroy()
    await Promise.all(open.map(({ gone }) => gone))
  }
}
