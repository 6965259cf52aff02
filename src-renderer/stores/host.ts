import { defineStore } from 'pinia'
import { watch } from 'vue'
import { failureOf } from '../backend/failure-of.ts'
import { readStream } from '../backend/read-stream.ts'
import type { Client } from '../backend/client.ts'
import type { HostCommand, PageIntroduction } from '../../src-main/contract/host-command.ts'
import { useAppStateStore } from './app-state.ts'
import { useConnectionStore } from './connection.ts'

/** The desktop around the page, where there is one: what its menus ask for, and what they have to show. */
export const useHostStore = defineStore('host', () => {
  const connection = useConnectionStore()
  const app = useAppStateStore()

  /** Carries out what the host asks for, as long as the calling component is there. */
  function carryOut(onCommand: (command: HostCommand) => void): void {
    watch(
      () => connection.connection,
      (current, _before, onCleanup) => {
        if (current.kind !== 'open') return
        const following = new AbortController()
        onCleanup(() => {
          following.abort()
        })
        void follow(current.client, following.signal, onCommand)
      },
      { immediate: true },
    )
  }

  async function follow(client: Client, signal: AbortSignal, onItem: (command: HostCommand) => void): Promise<void> {
    try {
      await readStream(client, client.app.commands, { signal, onItem })
    } catch (error) {
      if (connection.connection.kind === 'open') app.failure = failureOf(error)
    }
  }

  /** Tells every host that the page meets what it is now, and again when that changes. */
  function introduce(page: () => PageIntroduction): void {
    watch(
      [page, () => connection.connection] as const,
      ([now, current], before) => {
        if (current.kind !== 'open') return
        if (current === before[1] && JSON.stringify(now) === JSON.stringify(before[0])) return
        void tell(current.client, now)
      },
      { immediate: true },
    )
  }

  async function tell(client: Client, page: PageIntroduction): Promise<void> {
    try {
      await client.app.introduce({ ...page, pages: [...page.pages] })
    } catch (error) {
      if (connection.connection.kind === 'open') app.failure = failureOf(error)
    }
  }

  return { carryOut, introduce }
})
