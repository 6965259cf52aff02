import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveWeb, type WebHost } from '../../../src-main/hosts/web/serve-web.ts'
import { composeApplication } from '../../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../../src-main/service/program-files.ts'
import { reachEngine, type EngineAddress } from '../../helpers/engines/engine.ts'
import { DEFAULT_TARGET } from '../../../src-main/service/target.ts'

export interface ServedEngine extends AsyncDisposable {
  readonly host: WebHost
}

/** The dashboard as `plimsoll serve` has it, against a live engine, with a state directory of its own. */
export async function serveEngine(address: EngineAddress, rendererDirectory: string): Promise<ServedEngine> {
  const engine = reachEngine(address)
  const stateDirectory = await mkdtemp(join(tmpdir(), 'plimsoll-state-'))
  const application = composeApplication({
    target: { ...DEFAULT_TARGET, dockerHost: engine.endpoint },
    files: locateProgramFiles(new URL('../../../src-main/entries/cli.ts', import.meta.url).href),
    stateDirectory,
    follow: true,
  })
  const host = await serveWeb({ router: application.router, rendererDirectory, port: 0, address: '127.0.0.1' })
  application.start()
  return {
    host,
    async [Symbol.asyncDispose]() {
      await host.close()
      await application.close()
      await rm(stateDirectory, { recursive: true })
    },
  }
}
