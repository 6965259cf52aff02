import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import type { AppState } from '../../../src-main/contract/app-state.ts'
import { createCreditWindows } from '../../../src-main/contract/credit-window.ts'
import type { WalkRequest, WalkResult } from '../../../src-main/sources/disk/walk-types.ts'
import { createApplication } from '../../../src-main/service/application.ts'
import { createInventoryTaker } from '../../../src-main/service/inventory-taker.ts'
import { locateProgramFiles } from '../../../src-main/service/program-files.ts'
import { openDatabase } from '../../../src-main/persistence/database.ts'
import { createUsageMemory } from '../../../src-main/persistence/usage-memory.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../../src-main/sources/disk/walk-places.ts'
import { duAllocated } from '../../helpers/du.ts'
import { run } from '../../helpers/run-process.ts'
import { temporaryDirectory } from '../persistence/temporary-directory.ts'
import { makeSmallDataRoot } from './small-data-root.ts'
import { PARTS } from './hand-made-taker.ts'
import { DEFAULT_TARGET } from '../../../src-main/service/target.ts'

const files = locateProgramFiles(pathToFileURL(join(import.meta.dirname, '../../../src-main/entries/cli.ts')).href)

type Walk = (request: WalkRequest) => Promise<WalkResult>

/** The whole application over a real directory, with a walk of the test's choice. */
function openOver(folder: string, dataRoot: string, walk: Walk) {
  const database = openDatabase(':memory:')
  const taker = createInventoryTaker({
    target: { ...DEFAULT_TARGET, dockerHost: `unix://${folder}/no.sock`, dataRoot },
    samplePath: files.sample,
    clock: () => new Date(),
    sources: { reader: createNodeDiskReader(), walk, memory: createUsageMemory(database), processes: 1 },
  })
  const application = createApplication({ ...PARTS, taker })
  const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
  const close = async () => {
    await application.close()
    database.close()
  }
  return { client, close }
}

type Client = ReturnType<typeof openOver>['client']

/** The first stage in which nothing is under way any more. */
async function settledStage(client: Client): Promise<AppState['stage']> {
  const stream = randomUUID()
  for await (const { stage } of await client.app.states({ stream })) {
    if (!['starting', 'metadata', 'measuring'].includes(stage)) return stage
    await client.ack({ stream, items: 1 })
  }
  throw new Error('the stream ended before the measurement')
}

const allocatedOf = async (client: Client) => (await client.report()).roots[0]?.allocated

it('ends a walk that would have gone on, and the next measurement is whole', async () => {
  using folder = temporaryDirectory()
  const dataRoot = makeSmallDataRoot(join(folder.path, 'docker'))
  await run(['sync', '-f', dataRoot])
  let walks = 0
  const { client, close } = openOver(folder.path, dataRoot, async (request) => {
    walks += 1
    // The user cancels just when the walk sets out: left alone, it would end whole.
    if (walks === 1) await client.app.cancel()
    return walkPlaces(request, { processEntry: files.walkProcess })
  })
  try {
    await client.app.measure({ everything: false })
    expect([await settledStage(client), walks]).toEqual(['cancelled', 1])
    expect(await allocatedOf(client)).toBeLessThan(await duAllocated(dataRoot))
    await client.app.measure({ everything: true })
    expect([await settledStage(client), walks]).toEqual(['whole', 2])
    expect(await allocatedOf(client)).toBe(await duAllocated(dataRoot))
  } finally {
    await close()
  }
})
