import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NO_FILTER } from '../../src-main/prune/choice.ts'
import { duAllocated } from '../helpers/du.ts'
import type { Engine } from '../helpers/engines/engine.ts'
import { rootsOf } from '../helpers/engines/storage-roots.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { openApplication, type OpenedApplication } from '../helpers/open-application.ts'
import { run } from '../helpers/run-process.ts'
import { MOST_TILES, pathThatGrows, type GrowingPath } from '../../src-renderer/components/prune/path-that-grows.ts'

/** More than a container should keep in itself: allocated, without a byte written. */
const WRITERS = {
  'writes-data': `mkdir -p /app/data/db /app/data/tmp /var/cache/x
    fallocate -l 1100M /app/data/db/one; fallocate -l 60M /app/data/tmp/two; fallocate -l 30M /var/cache/x/three`,
  'writes-usr': 'mkdir -p /usr/lib /data; fallocate -l 1100M /usr/lib/one; fallocate -l 60M /data/two',
}

describe('advice on a container that writes into itself', () => {
  let engine: Engine
  let application: OpenedApplication

  beforeAll(async () => {
    engine = sharedEngine('28.5')
    for (const [name, shell] of Object.entries(WRITERS))
      await engine.cli('run', '--name', name, 'acme/base:1.0', 'sh', '-ec', shell)
    for (const root of rootsOf(engine)) await run(['sync', '-f', root])
    application = await openApplication({ dockerHost: engine.endpoint })
  })

  afterAll(async () => {
    await application[Symbol.asyncDispose]()
    await engine.cli('rm', ...Object.keys(WRITERS))
  })

  /** As the page does it. */
  async function lookUp(container: string): Promise<GrowingPath> {
    const { client } = application
    const of = { kind: 'container', id: container } as const
    const stream = randomUUID()
    for await (const { stage } of await client.files.open({ of, again: false, stream })) {
      void client.ack({ stream, items: 1 })
      if (stage === 'ready')
        return pathThatGrows(await client.files.map({ of, path: '', measure: 'allocated', most: MOST_TILES }))
    }
    throw new Error('its files were not read')
  }

  async function directoryOf(container: string, path: string): Promise<string> {
    const upper = await engine.cli('inspect', '-f', '{{.GraphDriver.Data.UpperDir}}', container)
    return `${upper.trim()}${path}`
  }

  it('is about the directory that has most of it, with the bytes that du has for it', async () => {
    const { advice } = await application.client.reclaim.view({ filter: { ...NO_FILTER } as never, freeAtLeast: 0 })
    const growing = new Map(advice.map(({ name, growing }) => [name, growing]))
    const found = await lookUp(growing.get('writes-data')?.container ?? '')
    const bytes = await duAllocated(await directoryOf('writes-data', '/app/data/db'))
    expect(found).toMatchObject({ kind: 'found', path: '/app/data/db', bytes })
    expect(bytes).toBeGreaterThan(1_100_000_000)
    const inImage = await lookUp(growing.get('writes-usr')?.container ?? '')
    expect(inImage).toEqual({ kind: 'of-image', path: '/usr/lib' })
  })
})
