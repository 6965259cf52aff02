import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { Report } from '../../src-main/contract/report.ts'
import { createCreditWindows } from '../../src-main/contract/credit-window.ts'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import { DEFAULT_TARGET, type Target } from '../../src-main/service/target.ts'
import type { FileRow, FilesOf, FilesPreset, FilesState } from '../../src-main/views/files.ts'

export type FilesEnd = Exclude<FilesState, { stage: 'reading' }>

/** The whole application on some target, with its inventory taken, for looking at files. */
export interface OpenFiles extends AsyncDisposable {
  readonly report: Report
  /** Reads a place to its end and does something while it is open. */
  read<T>(of: FilesOf, work: (end: FilesEnd) => T | Promise<T>): Promise<T>
  /** Every row of a list. */
  list(of: FilesOf, path?: string): Promise<readonly FileRow[]>
  discover(of: FilesOf, preset: FilesPreset): Promise<readonly FileRow[]>
}

const files = locateProgramFiles(new URL('../../src-main/entries/cli.ts', import.meta.url).href)

export async function openFiles(target: Partial<Target>): Promise<OpenFiles> {
  const state = await mkdtemp(join(tmpdir(), 'plimsoll-state-'))
  const application = composeApplication({
    target: { ...DEFAULT_TARGET, ...target },
    files,
    stateDirectory: state,
    follow: false,
  })
  const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
  application.start()
  for await (const { stage, failures } of await client.app.states({ stream: randomUUID() })) {
    if (stage === 'failed') throw new Error(JSON.stringify(failures))
    if (stage === 'whole') break
  }
  const all = async (
    page: (offset: number) => Promise<{ readonly rows: readonly FileRow[]; readonly total: number }>,
  ) => {
    const rows: FileRow[] = []
    for (;;) {
      const next = await page(rows.length)
      rows.push(...next.rows)
      if (rows.length >= next.total) return rows
    }
  }
  return {
    report: await client.report(),
    async read(of, work) {
      for await (const state of await client.files.open({ stream: randomUUID(), of, again: false })) {
        if (state.stage === 'reading' || (state.stage === 'ready' && state.summary.comparing)) continue
        return await work(state)
      }
      throw new Error('it ended without a result')
    },
    list: (of, path = '') =>
      all((offset) => client.files.list({ of, path, sort: 'name', descending: false, offset, limit: 1000 })),
    discover: (of, preset) =>
      all((offset) => client.files.discover({ of, path: '', preset, measure: 'allocated', offset, limit: 1000 })),
    async [Symbol.asyncDispose]() {
      await application.close()
      await rm(state, { recursive: true })
    },
  }
}

/** Every object of a report that has files, with the figure that the report has of them. */
export function placesIn(
  report: Report,
): readonly (readonly [FilesOf, { allocated: number | null; apparent: number | null }])[] {
  return [
    ...report.containers.flatMap(({ id, writable, logs }) => [
      [{ kind: 'container', id } as const, writable] as const,
      [{ kind: 'container-logs', id } as const, logs] as const,
    ]),
    ...report.layers.map((layer) => [{ kind: 'layer', id: layer.chainId } as const, layer] as const),
    ...report.volumes.map((volume) => [{ kind: 'volume', id: volume.name } as const, volume] as const),
    ...report.buildCache.map((record) => [{ kind: 'build-cache', id: record.id } as const, record] as const),
    ...report.orphans.map((orphan) => [{ kind: 'orphan', id: orphan.path } as const, orphan] as const),
  ]
}
