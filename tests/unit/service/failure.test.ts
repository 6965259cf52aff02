import { expect, it } from 'vitest'
import { AppError } from '../../../src-main/errors/app-error.ts'
import { BugError } from '../../../src-main/errors/bug-error.ts'
import { toFailure } from '../../../src-main/service/failure.ts'

it('keeps the code, the facts and the words of an expected failure, and nothing of its cause', () => {
  const error = new AppError('root-not-found', 'There is no directory at /x.', {
    context: { path: '/x' },
    cause: new Error('ENOENT'),
  })
  expect(toFailure(error)).toEqual({
    code: 'root-not-found',
    context: { path: '/x' },
    message: 'There is no directory at /x.',
  })
})

it.each<[unknown, string]>([
  [new BugError('this cannot be'), 'this cannot be'],
  [new TypeError('undefined is not a function'), 'undefined is not a function'],
  ['thrown text', 'thrown text'],
])('calls anything else a bug: %s', (error, message) => {
  expect(toFailure(error)).toEqual({ code: 'bug', context: {}, message })
})
