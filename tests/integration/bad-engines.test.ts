import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { answering, babbling, closing, dying, silent } from '../helpers/false-engines.ts'
import type { FalseEngine } from '../helpers/false-engines.ts'
import { expectPlainFailure } from '../helpers/expect-plain-failure.ts'
import { plimsoll } from '../helpers/plimsoll.ts'

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

  it.each(['/info', '/version', '/containers/json', '/images/json', '/system/df'])(
    'fails in plain words when it dies in the middle of %s',
    async (path) => {
      const engine = await dying(real.socket, new RegExp(`${path}(\\?|$)`))
      try {
        expectPlainFailure(await plimsoll(['report', '--json', '--docker-host', engine.endpoint]))
      } finally {
        await engine.close()
      }
    },
  )
})
