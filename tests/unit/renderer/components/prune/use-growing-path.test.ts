import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { Failure } from '../../../../../src-main/contract/app-state.ts'
import type { FilesOf, FilesState, FilesTile } from '../../../../../src-main/views/files.ts'
import type { Answer } from '../../../../../src-renderer/composables/file-source.ts'
import { useGrowingPath } from '../../../../../src-renderer/components/prune/use-growing-path.ts'

const TILE = { inodes: 1, change: null, bytes: 100, kind: 'directory', tiles: [] } as const
const MAP: FilesTile = { ...TILE, name: '', path: '', tiles: [{ ...TILE, name: 'data', path: 'data' }] }
const READY = { stage: 'ready' } as FilesState

interface Followed {
  readonly of: FilesOf
  readonly signal: AbortSignal
  readonly onState: (state: FilesState) => void
  readonly end: (failure: Failure | null) => void
}

/** A place whose reading the test moves on. */
function look(map: Answer<FilesTile> = { kind: 'answer', value: MAP }) {
  const followed: Followed[] = []
  const scope = effectScope()
  const growing = scope.run(() =>
    useGrowingPath(
      {
        follow: (of, _, reader) => new Promise((end) => followed.push({ of, ...reader, end })),
        map: () => Promise.resolve(map),
      },
      'c',
    ),
  )!
  const [reading] = followed
  if (reading === undefined) throw new Error('nothing was opened')
  return { growing, reading, scope }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('looking for where a container writes', () => {
  it('ends with the directory, and lets go of the files', async () => {
    const { growing, reading } = look()
    reading.onState({ stage: 'reading', inodes: 1, allocated: 1 })
    expect([reading.of, growing.value]).toEqual([{ kind: 'container', id: 'c' }, { kind: 'looking' }])
    reading.onState(READY)
    await settled()
    expect(growing.value).toEqual({ kind: 'found', path: '/data', bytes: 100, all: 100 })
    expect(reading.signal.aborted).toBe(true)
  })

  it('says that the files cannot be read, whoever says so', async () => {
    const states = []
    const unavailable = look()
    unavailable.reading.onState({ stage: 'unavailable', because: 'permission-denied', detail: '' })
    const failed = look()
    failed.reading.end(null)
    const unmapped = look({ kind: 'failed', failure: null })
    unmapped.reading.onState(READY)
    await settled()
    for (const { growing } of [unavailable, failed, unmapped]) states.push(growing.value)
    expect(states).toEqual([{ kind: 'unread' }, { kind: 'unread' }, { kind: 'unread' }])
  })

  it('stops when nobody looks any more', async () => {
    const { growing, reading, scope } = look()
    scope.stop()
    reading.onState(READY)
    await settled()
    expect([reading.signal.aborted, growing.value]).toEqual([true, { kind: 'looking' }])
  })
})
