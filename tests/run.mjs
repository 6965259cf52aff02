// The test command. `npm test` runs every stage, `npm test -- unit live` those named; what follows a second `--` is
// for vitest: `npm test -- unit -- tests/unit/model`. With CI set, a stage that cannot run is a failure.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// Sources are TypeScript that Node runs as it is; an older Node that started this hands over to the repository's own.
if (Number.parseInt(process.versions.node) < 22) {
  const node = join(import.meta.dirname, '../node_modules/.bin/node')
  const { status, error } = spawnSync(node, [import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit' })
  if (error) console.error(`Node 22.18 or newer is needed, and ${node} is not there: ${error.message}`)
  process.exit(status ?? 1)
}

const { STAGES } = await import('./helpers/stages/stages.ts')
const { runStage } = await import('./helpers/stages/run-stage.ts')

const words = process.argv.slice(2)
const split = words.includes('--') ? words.indexOf('--') : words.length
const names = words.slice(0, split)
const strange = names.filter((name) => !STAGES.some((stage) => stage.name === name))
if (strange.length > 0) {
  console.error(`no stage ${strange.join(', ')}; there are ${STAGES.map((stage) => stage.name).join(', ')}`)
  process.exit(2)
}

// Ctrl-C reaches the running stage too, which ends by itself; here it means that no other begins.
let interrupted = false
process.on('SIGINT', () => (interrupted = true))

const options = { strict: (process.env.CI ?? '') !== '', args: words.slice(split + 1) }
const results = []
for (const stage of STAGES.filter((stage) => names.length === 0 || names.includes(stage.name))) {
  if (interrupted) break
  console.log(`\n==== ${stage.title}`)
  results.push(await runStage(stage, options))
}

console.log()
for (const { stage, passed, failed, skipped, seconds, missing } of results) {
  const outcome = missing === null ? `${passed} passed, ${failed} failed` : `not run: ${missing}`
  const left = missing === null && skipped > 0 ? `, ${skipped} skipped` : ''
  console.log(`${stage.title.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s   ${outcome}${left}`)
}
// Again, because what a test said scrolled away an hour ago.
const failures = results.flatMap(({ failures }) => failures)
if (failures.length > 0) console.log(`\nfailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`)
const sum = (key) => results.reduce((total, result) => total + result[key], 0)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exit(interrupted ? 130 : sum('failed') > 0 ? 1 : 0)
