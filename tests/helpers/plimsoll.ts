import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../src-main/contract/report.ts'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import { REPORT_SCHEMA } from '../../src-main/views/report.ts'
import { finish } from './run-process.ts'
import type { Finished } from './run-process.ts'

const entry = join(import.meta.dirname, '../../src-main/entries/cli.ts')

/** Runs the terminal command in a process of its own, with a home of its own and no engine in its environment. */
export async function plimsoll(args: readonly string[], timeoutMs = 55_000): Promise<Finished> {
  const home = await mkdtemp(join(tmpdir(), 'plimsoll-home-'))
  try {
    const env = { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8' }
    return await finish([process.execPath, entry, ...args], { env, timeoutMs, cwd: home })
  } finally {
    await rm(home, { recursive: true })
  }
}

/** `plimsoll report --json` with more arguments; rejects unless everything could be read. */
export async function takeReport(...args: readonly string[]): Promise<Report> {
  return reportOf(await plimsoll(['report', '--json', ...args]), EXIT.ok)
}

/** The same where something cannot be read: rejects unless the command says so by its exit code. */
export async function takeIncompleteReport(...args: readonly string[]): Promise<Report> {
  return reportOf(await plimsoll(['report', '--json', ...args]), EXIT.incomplete)
}

/** What a finished `report --json` has printed. */
export function reportOf({ code, stdout, stderr }: Finished, expected: number): Report {
  if (code !== expected) throw new Error(`report ended with ${String(code)}, not ${expected}\n${stderr}`)
  const report: unknown = JSON.parse(stdout)
  if (!isReport(report)) throw new Error(`not a report: ${stdout.slice(0, 300)}`)
  return report
}

function isReport(parsed: unknown): parsed is Report {
  return typeof parsed === 'object' && parsed !== null && 'schema' in parsed && parsed.schema === REPORT_SCHEMA
}
