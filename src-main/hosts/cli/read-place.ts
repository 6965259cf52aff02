import { randomUUID } from 'node:crypto'
import type { FileRow, FilesOf, FilesPage, FilesPreset, FilesState } from '../../contract/files.ts'
import { AppError } from '../../errors/app-error.ts'
import type { CliContext, Client } from './cli-context.ts'
import { formatBytes } from './format.ts'

/** What came of reading a place. */
export type PlaceRead = Exclude<FilesState, { stage: 'reading' }>

interface Place {
  readonly client: Client
  readonly of: FilesOf
}

/** Reads a place, with progress on a terminal's stderr, and does something with it while it is open. */
export async function readPlace<T>(
  context: CliContext,
  { client, of }: Place,
  work: (read: PlaceRead) => Promise<T>,
): Promise<T> {
  const stream = randomUUID()
  const show = context.stderr.isTTY === true
  for await (const state of await client.files.open({ stream, of, again: false }, { signal: context.signal })) {
    void client.ack({ stream, items: 1 })
    if (state.stage === 'reading') {
      const { inodes, allocated } = state
      if (show)
        context.stderr.write(`\r\u001b[KReading files: ${inodes.toLocaleString('en')}, ${formatBytes(allocated)}`)
      continue
    }
    if (state.stage === 'ready' && state.summary.comparing) continue
    if (show) context.stderr.write('\r\u001b[K')
    return await work(state)
  }
  throw new AppError('cancelled', 'Interrupted; nothing was printed.')
}

interface RowsWanted {
  readonly path: string
  readonly preset?: FilesPreset
  readonly apparent?: boolean
  readonly limit: number
}

/** A page has so many rows at most. */
const PAGE = 1000

export async function rowsOf(client: Client, of: FilesOf, wanted: RowsWanted): Promise<FilesPage> {
  const { path, preset, limit } = wanted
  const measure = wanted.apparent === true ? 'apparent' : 'allocated'
  const rows: FileRow[] = []
  for (;;) {
    const part = { of, path, offset: rows.length, limit: Math.min(PAGE, limit - rows.length) }
    const page =
      preset === undefined
        ? await client.files.list({ ...part, sort: measure, descending: true })
        : await client.files.discover({ ...part, preset, measure })
    rows.push(...page.rows)
    if (page.rows.length === 0 || rows.length >= Math.min(limit, page.total)) return { rows, total: page.total }
  }
}
