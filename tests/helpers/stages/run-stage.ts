import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { countTests } from './count-tests.ts'
import type { Tally } from './count-tests.ts'
import { provide } from './needs.ts'
import type { Stage } from './stages.ts'

export interface StageResult extends Tally {
  readonly stage: Stage
  readonly seconds: number
  /** Why it did not run; null when it did. */
  readonly missing: string | null
}

export interface StageOptions {
  /** Where nothing may be left out: what is missing or skipped is a failure. */
  readonly strict: boolean
  /** More arguments for vitest. */
  readonly args: readonly string[]
}

/** A stage that takes longer than this hangs. The whole command takes about an hour on two cores that do nothing else. */
const LIMIT_MS = 20 * 60_000

const repository = join(import.meta.dirname, '../../..')

/** Runs one stage to its end; a failure is in the result, not thrown. */
export async function runStage(stage: Stage, options: StageOptions): Promise<StageResult> {
  const start = performance.now()
  const missing = await provide(stage.needs)
  const tally =
    missing.length > 0
      ? { passed: 0, failed: options.strict ? 1 : 0, skipped: 1, failures: [] }
      : strictly(await runCommands(stage, options), options.strict)
  const seconds = (performance.now() - start) / 1000
  return { stage, ...tally, seconds, missing: missing.length > 0 ? `needs ${missing.join(', ')}` : null }
}

function strictly(tally: Tally, strict: boolean): Tally {
  return strict ? { ...tally, failed: tally.failed + tally.skipped } : tally
}

async function runCommands(stage: Stage, options: StageOptions): Promise<Tally> {
  let ok = true
  const failures: string[] = []
  for (const command of stage.commands) {
    if (!ok) break
    ok = await succeeds(command)
    if (!ok) failures.push(command.join(' '))
  }
  const commands = { passed: stage.commands.length > 0 && ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, failures }
  if (stage.vitest === null || !ok) return commands
  const tests = await runVitest([...stage.vitest, ...options.args])
  return { ...tests, passed: tests.passed + commands.passed }
}

async function runVitest(args: readonly string[]): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-report-'))
  const report = join(folder, 'report.json')
  try {
    await succeeds(['vitest', 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
    return countTests(await readFile(report, 'utf8'))
  } catch (error) {
    console.error(`vitest left no report: ${String(error)}`)
    return { passed: 0, failed: 1, skipped: 0, failures: ['vitest left no report'] }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs a program of the repository with the terminal as its own. */
function succeeds([name = '', ...args]: readonly string[]): Promise<boolean> {
  const bin = join(repository, 'node_modules/.bin')
  const child = spawn(name, args, {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
    // First, so that these programs run on the repository's own Node.
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    timeout: LIMIT_MS,
  })
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${name}: ${error.message}`)
      resolve(false)
    })
    child.on('close', (code, signal) => {
      if (signal !== null) console.error(`${name} was ended by ${signal}`)
      resolve(code === 0)
    })
  })
}
