import { expect, it } from 'vitest'
import { isSince } from '../../../src-main/views/engine-version.ts'

it.each([
  ['29.4.0', [29, 4], true],
  ['29.3.1', [29, 4], false],
  ['28.5.2+dfsg4', [28, 2], true],
  ['20.10.24+dfsg1', [28, 2], false],
  ['v30.0.0-rc.1', [29, 6], true],
  ['29.10.0', [29, 6], true],
  ['29.3', [29, 3, 1], false],
  // Built from source: newer than all that have a number.
  ['dev', [99, 0], true],
  ['0.0.0-20260101', [20, 10], false],
] as const)('%s since %j: %s', (version, than, since) => {
  expect(isSince({ version }, ...(than as readonly [number, number, number?]))).toBe(since)
})
