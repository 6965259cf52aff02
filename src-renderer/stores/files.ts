import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type { FileComparing, FilesOf, FilesState } from '../../src-main/views/files.ts'
import type { Client } from '../backend/client.ts'
import { failureOf } from '../backend/failure-of.ts'
import { readStream, type StreamCall } from '../backend/read-stream.ts'
import { useConnectionStore } from './connection.ts'

/** No failure: the connection is away. */
type Answer<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'failed'; readonly failure: Failure | null }

interface StateReader<T> {
  readonly signal: AbortSignal
  readonly onState: (state: T) => void
}

/** Files of places, asked for through the connection as it is now. Keeps nothing: the trees are the application's. */
export const useFilesStore = defineStore('files', () => {
  const connection = useConnectionStore()
  const connected = computed(() => connection.connection.kind === 'open')

  async function ask<T>(request: (client: Client) => Promise<T>): Promise<Answer<T>> {
    const client = connection.client()
    if (client === null) return { kind: 'failed', failure: null }
    try {
      return { kind: 'answer', value: Object.freeze(await request(client)) }
    } catch (error) {
      return { kind: 'failed', failure: connected.value ? failureOf(error) : null }
    }
  }

  async function read<T extends object>(
    call: (client: Client, ...parts: Parameters<StreamCall<T>>) => ReturnType<StreamCall<T>>,
    { signal, onState }: StateReader<T>,
  ): Promise<Failure | null> {
    const client = connection.client()
    if (client === null) return null
    try {
      await readStream<T>(client, (input, options) => call(client, input, options), {
        signal,
        onItem: (state) => {
          onState(Object.freeze(state))
        },
      })
      return null
    } catch (error) {
      return connected.value ? failureOf(error) : null
    }
  }

  return {
    connected,
    follow: (of: FilesOf, again: boolean, reader: StateReader<FilesState>) =>
      read((client, input, options) => client.files.open({ ...input, of, again }, options), reader),
    list: (request: Parameters<Client['files']['list']>[0]) => ask((client) => client.files.list(request)),
    map: (request: Parameters<Client['files']['map']>[0]) => ask((client) => client.files.map(request)),
    discover: (request: Parameters<Client['files']['discover']>[0]) => ask((client) => client.files.discover(request)),
    compare: (request: { readonly of: FilesOf; readonly path: string }, reader: StateReader<FileComparing>) =>
      read((client, input, options) => client.files.compare({ ...input, ...request }, options), reader),
  }
})
