import { expect, it } from 'vitest'
import { describeFailure } from '../../../../src-main/hosts/cli/advice.ts'

const failure = (role: string | null) =>
  ({
    code: 'root-not-found',
    context: { path: '/x', ...(role === null ? {} : { role }) },
    message: 'Not there.',
  }) as const

it('names the option for the root that a failure is about', () => {
  expect(describeFailure(failure(null))).toBe('Not there.\n  Name the data root with --data-root DIR.')
  expect(describeFailure(failure('containerd'))).toBe('Not there.\n  Name it with --containerd-root DIR.')
})

it('says of a containerd root what holds of any, where there is nothing else to say', () => {
  const closed = { code: 'permission-denied', context: { path: '/x', role: 'containerd' }, message: 'Closed.' } as const
  expect(describeFailure(closed)).toBe(describeFailure({ ...closed, context: {} }))
})

it.each([{ ssh: 'login-refused' }, { tls: 'client-certificate' }, { remote: true }])(
  'adds nothing to what is not about this machine: %o',
  (context) => {
    const failure = { code: 'engine-permission-denied', context, message: 'The login was refused.' } as const
    expect(describeFailure(failure)).toBe('The login was refused.')
  },
)
