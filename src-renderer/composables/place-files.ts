import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type { FilesOf, FilesState } from '../../src-main/views/files.ts'
import type { FileSource } from './file-source.ts'

/** How far a place's files are, for who looks at them. */
export type PlaceState =
  | FilesState
  | { readonly stage: 'opening' }
  /** The reader stopped the reading. */
  | { readonly stage: 'stopped' }
  /** No failure: the connection is away. */
  | { readonly stage: 'failed'; readonly failure: Failure | null }

export interface PlaceFiles {
  readonly state: ShallowRef<PlaceState>
  /** Grows with every tree that is ready: what was asked of an earlier one is not about it. 0: none yet. */
  readonly tree: ShallowRef<number>
  readonly readAgain: () => void
  readonly stop: () => void
}

/** Opens a place's files for as long as somebody looks at them, and another one's when `of` changes. */
export function usePlaceFiles(source: Pick<FileSource, 'connected' | 'follow'>, of: () => FilesOf): PlaceFiles {
  const state = shallowRef<PlaceState>({ stage: 'opening' })
  const tree = shallowRef(0)
  let following = new AbortController()
  let readAt: string | null = null

  async function open(again: boolean): Promise<void> {
    following.abort()
    const own = (following = new AbortController())
    state.value = { stage: 'opening' }
    readAt = null
    const failure = await source.follow(of(), again, {
      signal: own.signal,
      onState: (next) => {
        if (!own.signal.aborted) take(next)
      },
    })
    if (!own.signal.aborted) state.value = { stage: 'failed', failure }
  }

  function take(next: FilesState): void {
    // The same tree comes again once it has been compared with the layers below.
    if (next.stage === 'ready' && (next.summary.readAt !== readAt || hasBeenCompared(state.value, next)))
      tree.value += 1
    if (next.stage === 'ready') readAt = next.summary.readAt
    state.value = next
  }

  function stop(): void {
    following.abort()
    state.value = { stage: 'stopped' }
  }

  watch(
    [() => `${of().kind} ${of().id}`, source.connected],
    ([, connected]) => {
      if (connected) void open(false)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    following.abort()
  })
  return { state, tree, readAgain: () => void open(true), stop }
}

function hasBeenCompared(before: PlaceState, next: FilesState & { stage: 'ready' }): boolean {
  return before.stage === 'ready' && before.summary.changes === null && next.summary.changes !== null
}
