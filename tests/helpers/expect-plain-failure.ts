import { expect } from 'vitest'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import type { Finished } from './run-process.ts'

/** A failure for a person: nothing that looks like a result, the exit code for it, words without a stack. */
export function expectPlainFailure({ code, signal, stdout, stderr }: Finished): void {
  expect({ code, signal, stdout }).toEqual({ code: EXIT.nothingToRead, signal: null, stdout: '' })
  expectNoStack(stderr)
  expect(stderr.trim()).not.toBe('')
}

/** No line of a stack trace, no error of Node's own, no warning. */
export function expectNoStack(stderr: string): void {
  expect(stderr).not.toMatch(/^\s+at .*[:(]/m)
  expect(stderr).not.toMatch(/node:internal|\bUnhandled|\[object |\bundefined\b|Warning:/)
}
