/**
 * Starts the application on a data root or an engine and prints the milliseconds from the start of this process to the
 * first inventory that can be shown: names, layers and the engine's own sizes, nothing walked.
 *
 *     node first-answer.mjs WALK_PROCESS STATE_DIRECTORY DOCKER_HOST [DATA_ROOT]
 */
import { pathToFileURL } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { createCreditWindows } from '../../src-main/contract/credit-window.ts'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'

const [walkProcess = '', stateDirectory = '', dockerHost = '', dataRoot] = process.argv.slice(2)
const application = composeApplication({
  target: { ...DEFAULT_TARGET, dockerHost, dataRoot: dataRoot ?? null },
  files: { ...locateProgramFiles(import.meta.url), walkProcess: pathToFileURL(walkProcess) },
  stateDirectory,
  follow: true,
})
const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
application.start()
for await (const state of await client.app.states({ stream: crypto.randomUUID() })) {
  if (state.revision === 0) continue
  const { lines } = await client.overview()
  console.log(JSON.stringify({ milliseconds: performance.now(), stage: state.stage, lines: lines.length }))
  process.exit(0)
}
