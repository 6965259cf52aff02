import type { HostCommand } from '../../contract/host-command.ts'

/** Commands on their way from the menus to the page. */
export interface PageCommands {
  /** While nobody follows, the last one waits: the page that it is meant for is still loading. */
  send(command: HostCommand): void
  /** Each command from now on, and the one that waits, until the signal fires or the reader leaves. */
  follow(signal: AbortSignal | undefined): AsyncGenerator<HostCommand, void>
}

export function createPageCommands(): PageCommands {
  const queues = new Set<Queue>()
  let waiting: HostCommand | null = null
  return {
    send(command) {
      if (queues.size === 0) waiting = command
      for (const queue of queues) {
        queue.commands.push(command)
        queue.wake()
      }
    },
    async *follow(signal) {
      const queue: Queue = { commands: waiting === null ? [] : [waiting], wake: () => undefined }
      waiting = null
      queues.add(queue)
      const wake = (): void => {
        queue.wake()
      }
      signal?.addEventListener('abort', wake, { once: true })
      try {
        while (signal?.aborted !== true) {
          const next = queue.commands.shift()
          if (next === undefined) await woken(queue)
          else yield next
        }
      } finally {
        queues.delete(queue)
        signal?.removeEventListener('abort', wake)
      }
    },
  }
}

/** One for each page that listens. A hand on a menu never sends more than a page takes. */
interface Queue {
  readonly commands: HostCommand[]
  wake: () => void
}

function woken(queue: Queue): Promise<void> {
  return new Promise((resolve) => {
    queue.wake = resolve
  })
}
