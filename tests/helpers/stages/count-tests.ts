import { basename } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** How many tests passed, failed and were left out. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed, for the end of the output: the file, the test's name and the first line of what it said. */
  readonly failures: readonly string[]
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly TestFile[]
}

interface TestFile {
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly TestResult[]
}

interface TestResult {
  readonly status: string
  readonly fullName: string
  readonly failureMessages: readonly string[]
}

/**
 * Counts a run of vitest. A file that could not be loaded is one failed test, as is a run that failed with every
 * test passed: an error outside of a test, or no test at all.
 */
export function countTests(text: string): Tally {
  const report = parseReport(text)
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const failed = report.numFailedTests + broken.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(failuresOf),
  }
}

function failuresOf(file: TestFile): readonly string[] {
  const failed = file.assertionResults.filter((test) => test.status === 'failed')
  const loaded = file.status !== 'failed' || file.assertionResults.length > 0
  const broken = loaded ? [] : [`${basename(file.name)}: ${firstLine(file.message)}`]
  return [...broken, ...failed.map((test) => failureText(file, test))]
}

const failureText = (file: TestFile, test: TestResult): string =>
  `${basename(file.name)} › ${test.fullName}: ${firstLine(test.failureMessages[0] ?? '')}`

const firstLine = (text: string): string => stripVTControlCharacters(text).split('\n', 1)[0] ?? ''

function parseReport(text: string): Report {
  const parsed: unknown = JSON.parse(text)
  if (!isReport(parsed)) throw new Error('not a report of vitest')
  return parsed
}

function isReport(parsed: unknown): parsed is Report {
  if (typeof parsed !== 'object' || parsed === null || !('testResults' in parsed)) return false
  const counts = ['numPassedTests', 'numFailedTests', 'numPendingTests', 'numTodoTests'] as const
  const numbers: Partial<Record<string, unknown>> = { ...parsed }
  return Array.isArray(parsed.testResults) && counts.every((name) => typeof numbers[name] === 'number')
}
