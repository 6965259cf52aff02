import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import type { AppState } from '../../src-main/contract/app-state.ts'
import type { Contract } from '../../src-main/contract/contract.ts'
import { createCreditWindows } from '../../src-main/contract/credit-window.ts'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'

export type Client = ContractRouterClient<Contract>

/** The application over a live engine, in this process, asked once it has measured everything. */
export async function askApplication<T>(endpoint: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'plimsoll-state-'))
  const application = composeApplication({
    target: { ...DEFAULT_TARGET, dockerHost: endpoint },
    files: locateProgramFiles(new URL('../../src-main/entries/cli.ts', import.meta.url).href),
    stateDirectory,
    follow: false,
  })
  const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
  try {
    application.start()
    await measured(client)
    return await ask(client)
  } finally {
    await application.close()
    await rm(stateDirectory, { recursive: true })
  }
}

async function measured(client: Client): Promise<void> {
  const stream = randomUUID()
  let last: AppState | null = null
  for await (const state of await client.app.states({ stream })) {
    last = state
    if (['whole', 'failed', 'cancelled'].includes(state.stage)) break
    await client.ack({ stream, items: 1 })
  }
  if (last?.stage !== 'whole') throw new Error(`the measurement ended as ${String(last?.stage)}`)
}
