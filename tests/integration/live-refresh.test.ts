import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppState } from '../../src-main/contract/app-state.ts'
import { createCreditWindows } from '../../src-main/contract/credit-window.ts'
import type { Client } from '../../src-main/hosts/cli/cli-context.ts'
import type { Application } from '../../src-main/service/application.ts'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import { duAllocated } from '../helpers/du.ts'
import { startEngine } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'

const files = locateProgramFiles(new URL('../../src-main/entries/cli.ts', import.meta.url).href)

describe('an application that follows an engine', () => {
  let stateDirectory: string
  let application: Application
  let client: Client

  const open = (dockerHost: string) => {
    const target = { ...DEFAULT_TARGET, dockerHost } as const
    application = composeApplication({ target, files, stateDirectory, follow: true })
    client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
    application.start()
  }

  /** Follows the states until one is as wanted; somebody has to look for a refresh to happen at all. */
  const until = async (wanted: (state: AppState) => boolean): Promise<AppState> => {
    const stream = randomUUID()
    for await (const state of await client.app.states({ stream })) {
      void client.ack({ stream, items: 1 })
      if (wanted(state)) return state
    }
    throw new Error('the stream of states ended')
  }

  beforeEach(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'plimsoll-state-'))
  })

  afterEach(async () => {
    await application.close()
    await rm(stateDirectory, { recursive: true })
  })

  it('shows a container that writes and goes, without being asked, and stays equal to du', async () => {
    const engine = sharedEngine('28.5')
    open(engine.endpoint)
    const first = await until((state) => state.stage === 'whole' && state.live)

    const write = 'dd if=/dev/zero of=/three.bin bs=1M count=3'
    await engine.cli('run', '--name', 'late-writer', 'acme/base:1.0', 'sh', '-c', write)
    await until((state) => state.revision > first.revision && state.stage === 'whole' && !state.stale)
    const { rows } = await client.containers()
    const late = rows.find((row) => row.name === 'late-writer')
    expect(late).toMatchObject({ state: 'exited', writable: { apparent: { kind: 'exact', bytes: 3 * 1024 * 1024 } } })
    expect(await allocatedOf(client)).toBe(await duAllocated(engine.dataRoot))

    const { revision } = await until(() => true)
    await engine.cli('rm', 'late-writer')
    await until((state) => state.revision > revision && state.stage === 'whole' && !state.stale)
    expect((await client.containers()).rows.some((row) => row.name === 'late-writer')).toBe(false)
    expect(await allocatedOf(client)).toBe(await duAllocated(engine.dataRoot))
  })

  it('keeps the last numbers when the engine goes away, and takes up again when it is back', async () => {
    const engine = await startEngine('28.5')
    try {
      open(engine.endpoint)
      const first = await until((state) => state.stage === 'whole' && state.live)
      await engine.kill()
      const lost = await until((state) => !state.live)
      expect(lost).toMatchObject({ stale: true, takenAt: first.takenAt, stage: 'whole' })
      expect(lost.failures.map((failure) => failure.code)).toContain('engine-died')
      expect(await allocatedOf(client)).not.toBeNull()

      await engine.start()
      const back = await until((state) => state.live && state.stage === 'whole' && !state.stale)
      expect(back.takenAt).not.toBe(first.takenAt)
      expect(back.failures).toEqual([])
    } finally {
      await engine.down()
    }
  })
})

async function allocatedOf(client: Client): Promise<number | null> {
  return (await client.report()).roots[0]?.allocated ?? null
}
