import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { FilesOf, FilesState } from '../../../src-main/views/files.ts'
import type { FileSource } from '../../composables/file-source.ts'
import { MOST_TILES, pathThatGrows, type GrowingPath } from './path-that-grows.ts'

export type Growing = GrowingPath | { readonly kind: 'looking' } | { readonly kind: 'unread' }

/** Looks in the files of a container's writable layer for where it writes, until that is known or nobody looks any more. */
export function useGrowingPath(source: Pick<FileSource, 'follow' | 'map'>, container: string): ShallowRef<Growing> {
  const growing = shallowRef<Growing>({ kind: 'looking' })
  const looking = new AbortController()
  const { signal } = looking
  const of: FilesOf = { kind: 'container', id: container }

  function end(found: Growing): void {
    if (signal.aborted) return
    growing.value = found
    looking.abort()
  }

  async function findIn(): Promise<void> {
    const answer = await source.map({ of, path: '', measure: 'allocated', most: MOST_TILES })
    end(answer.kind === 'answer' ? pathThatGrows(answer.value) : { kind: 'unread' })
  }

  function take({ stage }: FilesState): void {
    if (stage === 'ready') void findIn()
    else if (stage === 'unavailable') end({ kind: 'unread' })
  }

  onScopeDispose(() => {
    looking.abort()
  })
  // It ends by itself only when it failed or the connection went away.
  void source.follow(of, false, { signal, onState: take }).then(() => {
    end({ kind: 'unread' })
  })
  return growing
}
