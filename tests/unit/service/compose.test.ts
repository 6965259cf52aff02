import { randomUUID } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import type { AppState } from '../../../src-main/contract/app-state.ts'
import { createCreditWindows } from '../../../src-main/contract/credit-window.ts'
import { composeApplication, defaultStateDirectory } from '../../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../../src-main/service/program-files.ts'
import { temporaryDirectory } from '../persistence/temporary-directory.ts'
import { makeSmallDataRoot } from './small-data-root.ts'
import { DEFAULT_TARGET } from '../../../src-main/service/target.ts'

const files = locateProgramFiles(pathToFileURL(join(import.meta.dirname, '../../../src-main/entries/cli.ts')).href)

/** Runs the whole application over a small data root until it has measured it; answers its state and its report. */
async function measure(folder: string, stateDirectory: string) {
  const dataRoot = makeSmallDataRoot(join(folder, 'docker'))
  const target = { ...DEFAULT_TARGET, dockerHost: `unix://${folder}/no.sock`, dataRoot } as const
  const application = composeApplication({ target, files, stateDirectory, follow: false })
  const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
  try {
    application.start()
    const stream = randomUUID()
    let last: AppState | null = null
    for await (const state of await client.app.states({ stream })) {
      last = state
      if (['whole', 'failed', 'cancelled'].includes(state.stage)) break
      await client.ack({ stream, items: 1 })
    }
    return { state: last!, report: await client.report() }
  } finally {
    await application.close()
  }
}

it('measures a real directory and keeps a database of its own', async () => {
  using folder = temporaryDirectory()
  const state = join(folder.path, 'state')
  const { report, state: end } = await measure(folder.path, state)
  expect(end.stage).toBe('whole')
  expect(report.volumes).toMatchObject([
    { name: 'box', apparent: 100_000, containers: report.containers.map(({ id }) => id) },
  ])
  expect(report.roots[0]!.entries.length).toBeGreaterThan(3)
  expect(existsSync(join(state, 'plimsoll.db'))).toBe(true)
})

it.each<[string, (folder: string) => string]>([
  ['cannot be made', (folder) => (writeFileSync(join(folder, 'file'), ''), join(folder, 'file'))],
  [
    'holds something that is no database',
    (folder) => (writeFileSync(join(folder, 'plimsoll.db'), 'x'.repeat(5000)), folder),
  ],
  ['holds a database of something else', (folder) => (makeOtherDatabase(join(folder, 'plimsoll.db')), folder)],
])('measures all the same, and says so, when the state directory %s', async (_, prepare) => {
  using folder = temporaryDirectory()
  const { state } = await measure(folder.path, prepare(folder.path))
  expect([state.stage, state.failures.map(({ code }) => code)]).toEqual([
    'whole',
    ['engine-unreachable', 'storage-unavailable'],
  ])
})

it.each([
  ['is not set', undefined, '/home/me/.local/state/plimsoll'],
  ['is empty', '', '/home/me/.local/state/plimsoll'],
  ['is relative', 'state', '/home/me/.local/state/plimsoll'],
  ['is absolute', '/srv/state', '/srv/state/plimsoll'],
])('keeps its state in the right place when XDG_STATE_HOME %s', (_, stated, expected) => {
  expect(defaultStateDirectory({ XDG_STATE_HOME: stated }, '/home/me')).toBe(expected)
})

function makeOtherDatabase(path: string): void {
  using database = new DatabaseSync(path)
  database.exec('CREATE TABLE other (x); PRAGMA user_version = 1')
}
