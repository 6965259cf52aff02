/** How many tests passed, failed and were left out. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[]
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
  }
}

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
