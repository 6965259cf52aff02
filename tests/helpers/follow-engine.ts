import { pathToFileURL } from 'node:url'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'

/**
 * Follows an engine until it is killed, as the dashboard does, without one being built:
 *
 *     node tests/helpers/follow-engine.ts <docker host> <state directory>
 */
const [dockerHost, stateDirectory] = process.argv.slice(2)
if (dockerHost === undefined || stateDirectory === undefined) throw new Error('an engine and a directory are needed')

const entry = pathToFileURL(`${import.meta.dirname}/../../src-main/entries/cli.ts`).href
const files = locateProgramFiles(entry)
composeApplication({ target: { ...DEFAULT_TARGET, dockerHost }, files, stateDirectory, follow: true }).start()
// Its timers do not keep a process: a host does.
setInterval(() => undefined, 1000)
