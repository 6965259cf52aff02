import { expect, it } from 'vitest'
import { APP_ERROR_CODES, type AppErrorCode } from '../../../../src-main/errors/app-error.ts'
import { EXIT, exitCodeOf } from '../../../../src-main/hosts/cli/exit-code.ts'

it('no failure ends as if all had been read', () => {
  expect(
    APP_ERROR_CODES.filter((code) => exitCodeOf(code) === EXIT.ok || exitCodeOf(code) === EXIT.incomplete),
  ).toEqual([])
})

it.each<[AppErrorCode | 'bug', number]>([
  ['bug', 1],
  ['walk-failed', 1],
  ['bad-input', 2],
  ['address-not-loopback', 2],
  ['engine-unreachable', 3],
  ['root-not-a-data-root', 3],
  ['not-found', 5],
  ['ambiguous-name', 5],
  ['cancelled', 130],
])('%s ends with %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit)
})
