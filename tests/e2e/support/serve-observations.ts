import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { serveWeb } from '../../../src-main/hosts/web/serve-web.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import { composeApplication } from '../../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../../src-main/service/program-files.ts'
import { DEFAULT_TARGET } from '../../../src-main/service/target.ts'
import { RECORDING } from '../../../src-main/sources/recorded/recorded-observations.ts'
import type { ServedEngine } from './serve-engine.ts'

/** The dashboard as `plimsoll serve` has it, of what an engine and its disk are said to have said. */
export async function serveObservations(observations: Observations, rendererDirectory: string): Promise<ServedEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-observations-'))
  const sample = join(directory, 'world.json.gz')
  await writeFile(sample, gzipSync(JSON.stringify({ recording: RECORDING, observations }), { level: 1 }))
  const files = locateProgramFiles(new URL('../../../src-main/entries/cli.ts', import.meta.url).href)
  const application = composeApplication({
    target: { ...DEFAULT_TARGET, sample: 'only' },
    files: { ...files, sample },
    stateDirectory: directory,
    follow: true,
  })
  const host = await serveWeb({ router: application.router, rendererDirectory, port: 0, address: '127.0.0.1' })
  application.start()
  return {
    host,
    async [Symbol.asyncDispose]() {
      await host.close()
      await application.close()
      await rm(directory, { recursive: true })
    },
  }
}
