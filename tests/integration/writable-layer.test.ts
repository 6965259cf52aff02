import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FilesOf, FileRow } from '../../src-main/views/files.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { openApplication, type OpenedApplication } from '../helpers/open-application.ts'

describe.each(ENGINE_VERSIONS)('what containers did, on engine %s with overlay2', (version) => {
  const engine = sharedEngine(version)
  let application: OpenedApplication
  let ids: ReadonlyMap<string, string>
  beforeAll(async () => {
    application = await openApplication({ dockerHost: engine.endpoint })
    const { containers } = await application.client.report()
    ids = new Map(containers.map(({ name, id }) => [name, id]))
  })
  afterAll(() => application[Symbol.asyncDispose]())
  const of = (name: string): FilesOf => ({ kind: 'container', id: ids.get(name) ?? '' })

  it('shows', async () => {
    for (const name of ['writer', 'copyup', 'deleter', 'wasteful']) {
      const s = await application.files(of(name))
      console.log(name, JSON.stringify(s, null, 1))
      const part = { offset: 0, limit: 100, measure: 'allocated', of: of(name), path: '' } as const
      for (const preset of ['new', 'copy-ups', 'whiteouts', 'opaque'] as const) {
        const page = await application.client.files.discover({ ...part, preset })
        console.log(preset, JSON.stringify(page.rows.map((r: FileRow) => [r.path, r.change])))
      }
    }
    console.log(await application.client.files.compare({ of: of('copyup'), path: 'data/five.bin' }))
    console.log(await application.client.files.compare({ of: of('wasteful'), path: 'big.bin' }))
  })
})
