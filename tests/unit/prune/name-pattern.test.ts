import { expect, it } from 'vitest'
import { isAppError } from '../../../src-main/errors/app-error.ts'
import { parsePattern } from '../../../src-main/prune/name-pattern.ts'

it.each([
  ['web', 'web', true],
  ['web', 'web-1', false],
  ['web-*', 'web-', true],
  ['*/shop:*', 'acme/shop:1.0', true],
  ['*/shop:*', 'acme/shopping:1', false],
  ['a.c', 'abc', false],
  ['a+c', 'a+c', true],
  ['*', '', true],
  ['a*b*c', 'a\nb\nc', true],
])('%s against %s is %s', (pattern, text, fits) => {
  expect(parsePattern(pattern)(text)).toBe(fits)
})

it.each(['', '   ', '**', 'a**', '[ab', 'web-[0-9]', '{a,b}', '(a', 'we?', '^web$', 'a|b', 'a\\b'])(
  'refuses %j, which is no pattern, and says so',
  (pattern) => {
    const parse = () => parsePattern(pattern)
    expect(parse).toThrow(/^The pattern ".*" (?:is empty|has .*)\.$/)
    expect(parse).toThrow(expect.toSatisfy((error) => isAppError(error, 'bad-input')))
  },
)
