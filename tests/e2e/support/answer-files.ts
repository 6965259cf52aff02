import { implement, ORPCError } from '@orpc/server'
import { contract } from '../../../src-main/contract/contract.ts'
import type { ConnectionContext } from '../../../src-main/contract/credit-window.ts'
import { discoverFiles } from '../../../src-main/views/discover-files.ts'
import { createFileOrders } from '../../../src-main/views/file-orders.ts'
import type { ViewedFiles } from '../../../src-main/views/file-row.ts'
import { viewFilesSummary } from '../../../src-main/views/files-summary.ts'
import type { FileComparing, FilesState } from '../../../src-main/views/files.ts'
import { listFiles } from '../../../src-main/views/list-files.ts'
import { mapFiles } from '../../../src-main/views/map-files.ts'

/** Files that every place of a made-up world has; or how far they are instead. */
export type ShownFiles = ViewedFiles | FilesState

const os = implement(contract).$context<ConnectionContext>()

/** Requests about files, answered from a made-up tree by the application's own views. */
export function answerFiles(shown: () => ShownFiles | null) {
  const files = (): ViewedFiles => {
    const now = shown()
    if (now === null || 'stage' in now) throw new ORPCError('not-found', { message: 'No files.', data: {} })
    return now
  }
  const at = (path: string): number => {
    const entry = files().tree.find(path)
    if (entry === null) throw new ORPCError('not-found', { message: 'No such directory.', data: { path } })
    return entry
  }
  return {
    open: os.files.open.handler(({ input, context, signal }) =>
      context.windows.open(input.stream, states(shown(), signal), signal),
    ),
    list: os.files.list.handler(({ input: { path, sort, descending, offset, limit } }) =>
      listFiles(files(), createFileOrders(), { directory: at(path), sort, descending, offset, limit }),
    ),
    map: os.files.map.handler(({ input: { path, measure, most } }) =>
      mapFiles(files(), { entry: at(path), measure, most }),
    ),
    discover: os.files.discover.handler(({ input: { path, preset, measure, offset, limit } }) =>
      discoverFiles(files(), createFileOrders(), { directory: at(path), preset, measure, offset, limit }),
    ),
    compare: os.files.compare.handler(({ input: { stream, path }, context, signal }) => {
      const change = files().changes?.changeOf(at(path)) ?? null
      if (change?.kind !== 'copy-up') throw new ORPCError('not-found', { message: 'No copy-up.', data: { path } })
      return context.windows.open(stream, aQuarterCompared(change.lower.apparent, signal), signal)
    }),
  }
}

/** Of a disk so slow that nobody sees the end of it. */
async function* aQuarterCompared(bytes: number, signal: AbortSignal | undefined): AsyncGenerator<FileComparing, void> {
  yield { stage: 'reading', done: bytes / 4, bytes }
  await new Promise((resolve) => signal?.addEventListener('abort', resolve))
}

async function* states(shown: ShownFiles | null, signal: AbortSignal | undefined): AsyncGenerator<FilesState, void> {
  if (shown === null) yield { stage: 'unavailable', because: 'sample', detail: '' }
  else if ('stage' in shown) yield shown
  else {
    const reading = { directory: '/var/lib/docker/overlay2/8c1f/diff', source: 'walk', comparing: false } as const
    yield { stage: 'ready', summary: viewFilesSummary(shown, { ...reading, readAt: '2026-11-21T14:32:00Z' }) }
  }
  await new Promise((resolve) => signal?.addEventListener('abort', resolve))
}
