import { afterEach, describe, expect, it } from 'vitest'
import type { LogSettings } from '../../../../src-main/model/observations.ts'
import { connectEngine } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import { withLogSettings } from '../../../../src-main/sources/docker-engine/read-log-settings.ts'
import { engineContainer } from '../../../helpers/builders/engine-says.ts'
import { replay, type Behaviour, type StandIn } from './engine-stand-in.ts'

const engines: StandIn[] = []

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
})

type Answers = Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>

/** What an engine with these containers says of where their logs go. */
async function settingsOf(answers: Answers): Promise<readonly (LogSettings | null)[]> {
  const behaviours = Object.entries(answers).map(([id, { status = 200, body }]): [string, Behaviour] => [
    `/v1.51/containers/${id}/json`,
    (answer) => {
      answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    },
  ])
  const engine = await replay('28.5-overlay2', Object.fromEntries(behaviours))
  engines.push(engine)
  const containers = Object.keys(answers).map((id) => engineContainer(id))
  const found = await withLogSettings(await connectEngine(engine.endpoint), containers, undefined)
  return found.map(({ logging }) => logging)
}

const configured = (LogConfig: unknown) => ({ body: { HostConfig: { LogConfig } } })

describe('where logs go', () => {
  it('is asked of each container by itself', async () => {
    const settings = await settingsOf({
      a: configured({ Type: 'json-file', Config: { 'max-size': '10m' } }),
      b: configured({ Type: 'none', Config: null }),
      c: configured(null),
    })
    expect(settings).toEqual([
      { driver: 'json-file', options: { 'max-size': '10m' } },
      { driver: 'none', options: {} },
      null,
    ])
  })

  it('is not known of a container that is gone by then, and of the others it is', async () => {
    const settings = await settingsOf({
      gone: { status: 404, body: { message: 'No such container: gone' } },
      here: configured({ Type: 'local', Config: {} }),
    })
    expect(settings).toEqual([null, { driver: 'local', options: {} }])
  })

  it('is asked no more once the engine fails, and nothing else is lost', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const broken = { status: 500, body: { message: 'broken' } }
    const settings = await settingsOf(Object.fromEntries(ids.map((id) => [id, broken])))
    expect(settings).toEqual(ids.map(() => null))
    const asked = engines[0]?.requests.filter((path) => path.includes('/containers/')) ?? []
    expect(asked.length).toBeLessThanOrEqual(4)
  })
})
