import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import type { Failure } from '../../../../src-main/contract/app-state.ts'
import type { FilesOf, FilesState, FilesSummary } from '../../../../src-main/views/files.ts'
import { usePlaceFiles } from '../../../../src-renderer/composables/place-files.ts'

interface Following {
  readonly of: FilesOf
  readonly again: boolean
  readonly signal: AbortSignal
  readonly onState: (state: FilesState) => void
  readonly end: (failure: Failure | null) => void
}

function start() {
  const followed: Following[] = []
  const connected = ref(true)
  const of = shallowRef<FilesOf>({ kind: 'container', id: 'c' })
  const source = {
    connected,
    follow: (
      asked: FilesOf,
      again: boolean,
      reader: { readonly signal: AbortSignal; readonly onState: (state: FilesState) => void },
    ) => new Promise<Failure | null>((end) => followed.push({ of: asked, again, ...reader, end })),
  }
  const scope = effectScope()
  const files = scope.run(() => usePlaceFiles(source, () => of.value))!
  return { followed, connected, of, files, scope }
}

const ready = (change: Partial<FilesSummary> = {}): FilesState => ({
  stage: 'ready',
  summary: { readAt: '2026-11-21T14:32:00Z', changes: null, comparing: true, ...change } as FilesSummary,
})

describe('a place’s files', () => {
  it('are opened at once, and say how far they are', () => {
    const { followed, files } = start()
    expect([followed.length, followed[0]!.again, files.state.value]).toEqual([1, false, { stage: 'opening' }])
    followed[0]!.onState({ stage: 'reading', inodes: 5, allocated: 20_480 })
    expect(files.state.value).toMatchObject({ stage: 'reading', inodes: 5 })
  })

  it('are a new tree when they are ready, when they were compared, and when they were read again', () => {
    const { followed, files } = start()
    followed[0]!.onState(ready())
    expect(files.tree.value).toBe(1)
    followed[0]!.onState(ready({ comparing: false, changes: {} as NonNullable<FilesSummary['changes']> }))
    expect(files.tree.value).toBe(2)
    files.readAgain()
    expect([followed.length, followed[1]!.again, followed[0]!.signal.aborted]).toEqual([2, true, true])
    followed[1]!.onState(ready({ readAt: '2026-11-21T14:40:00Z' }))
    expect(files.tree.value).toBe(3)
  })

  it('are not read any more when the reader stops it, or goes', () => {
    const { followed, files, scope } = start()
    files.stop()
    expect([followed[0]!.signal.aborted, files.state.value]).toEqual([true, { stage: 'stopped' }])
    followed[0]!.onState(ready())
    expect(files.state.value).toEqual({ stage: 'stopped' })
    files.readAgain()
    scope.stop()
    expect(followed[1]!.signal.aborted).toBe(true)
  })

  it('of another place are opened in their stead', async () => {
    const { followed, of, files } = start()
    followed[0]!.onState(ready())
    of.value = { kind: 'volume', id: 'v' }
    await nextTick()
    expect([followed[0]!.signal.aborted, followed[1]!.of, files.state.value]).toEqual([
      true,
      { kind: 'volume', id: 'v' },
      { stage: 'opening' },
    ])
  })

  it('fail with a reason, and are opened again when the connection is back', async () => {
    const { followed, connected, files } = start()
    const failure: Failure = { code: 'not-found', context: {}, message: 'gone' }
    followed[0]!.end(failure)
    await nextTick()
    expect(files.state.value).toEqual({ stage: 'failed', failure })
    connected.value = false
    await nextTick()
    connected.value = true
    await nextTick()
    expect(followed.length).toBe(2)
  })
})
