import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src-main/contract/report.ts'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import { duAllocated } from '../helpers/du.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { answering, babbling, closing, dying, silent } from '../helpers/false-engines.ts'
import type { FalseEngine } from '../helpers/false-engines.ts'
import { expectNoStack, expectPlainFailure } from '../helpers/expect-plain-failure.ts'
import { plimsoll, reportOf } from '../helpers/plimsoll.ts'
import type { Finished } from '../helpers/run-process.ts'

const page = '<!doctype html><title>It works!</title><p>It works!'

describe('report, where something else listens', () => {
  const impostors: readonly (readonly [string, () => Promise<FalseEngine>])[] = [
    ['a web server', () => answering(200, 'text/html', page)],
    ['a web server that knows no page', () => answering(404, 'text/html', page)],
    ['a web server that fails', () => answering(500, 'text/plain', 'Internal Server Error')],
    ['a server that speaks JSON', () => answering(200, 'application/json', '{"status":"ok"}')],
    ['a server that answers null', () => answering(200, 'application/json', 'null')],
    ['a server that sends half of a JSON text', () => answering(200, 'application/json', '{"ApiVersion":"1.4')],
    ['a server that babbles', () => babbling(randomBytes(4096))],
    ['a server that closes at once', closing],
    ['a server that never answers', silent],
  ]

  it.each(impostors)('says in plain words that %s is no engine', async (_what, start) => {
    const engine = await start()
    try {
      const finished = await plimsoll(['report', '--json', '--docker-host', engine.endpoint])
      expectPlainFailure(finished)
      expect(finished.stderr).toContain(engine.endpoint)
    } finally {
      await engine.close()
    }
  })
})

describe('report, while the engine dies', () => {
  const real = sharedEngine('28.5')

  async function reportWhileDying(path: string): Promise<Finished> {
    const engine = await dying(real.socket, new RegExp(`${path}(\\?|$)`))
    try {
      return await plimsoll(['report', '--json', '--docker-host', engine.endpoint])
    } finally {
      await engine.close()
    }
  }

  it.each(['/info', '/version'])('fails in plain words when nothing is known after %s', async (path) => {
    expectPlainFailure(await reportWhileDying(path))
  })

  it('keeps what is on disk, and leaves sizes unknown that it was just asking for', async () => {
    const finished = await reportWhileDying('/system/df')
    expectNoStack(finished.stderr)
    const report = reportOf(finished, EXIT.incomplete)
    expect(report.engine?.problems[0]).toContain('/system/df')
    expect(report.volumes.map((volume) => volume.engineSize)).toEqual(Array(report.volumes.length).fill(null))
    await expectBooks(report)
  })

  it.each(['/containers/json', '/images/json', '/volumes'])('never takes half of %s for the whole', async (path) => {
    const finished = await reportWhileDying(path)
    // Which of the lists came through before is a matter of chance; none may have.
    if (finished.stdout === '') {
      expectPlainFailure(finished)
      return
    }
    expectNoStack(finished.stderr)
    const report = reportOf(finished, EXIT.incomplete)
    expect(report.engine?.problems).not.toEqual([])
    await expectBooks(report)
  })

  /** All of the world, told from disk. */
  async function expectBooks(report: Report): Promise<void> {
    const root = report.roots[0]!
    expect(root.entries.reduce((sum, entry) => sum + entry.allocated, 0)).toBe(await duAllocated(real.dataRoot))
    expect(report.containers.length).toBe(19)
    expect(report.orphans).toEqual([])
  }
})
