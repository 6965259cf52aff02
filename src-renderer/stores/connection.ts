import { defineStore } from 'pinia'
import { inject, shallowRef } from 'vue'
import { BACKEND } from '../backend/backend-key.ts'
import type { Client } from '../backend/client.ts'
import type { Connection } from '../backend/connection.ts'

/** How the page stands with the application, and the client to ask while the connection is open. */
export const useConnectionStore = defineStore('connection', () => {
  const backend = inject(BACKEND)
  if (backend === undefined) throw new Error('no backend was provided')

  const connection = shallowRef<Connection>({ kind: 'connecting' })
  backend.listen((next) => {
    connection.value = next
  })

  /** Null while there is no connection. */
  function client(): Client | null {
    return connection.value.kind === 'open' ? connection.value.client : null
  }

  function retry(): void {
    backend?.retry()
  }

  return { connection, client, retry }
})
