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

it.each([{ ssh: 'login-refused' }, { tls: 'client-certificate' }])(
  'adds nothing to what is not about this machine: %o',
  (context) => {
    const failure = { code: 'engine-permission-denied', context, message: 'The login was refused.' } as const
    expect(describeFailure(failure)).toBe('The login was refused.')
  },
)

it('says how a disk is read that is on another machine', () => {
  const failure = { code: 'root-not-found', context: { remote: true }, message: 'Elsewhere.' } as const
  expect(describeFailure(failure)).toContain('Elsewhere.\n  --scan-image IMAGE ')
})

const denied = (context: Readonly<Record<string, string>>) => {
  return describeFailure({ code: 'permission-denied', context, message: 'No.' }).split('\n').slice(1)
}

it('names the ways to read a closed data root, but for the one that did not work', () => {
  expect(denied({ ways: 'container,sudo' }).map((line) => line.trim().slice(0, 17).trim())).toEqual([
    '--scan container',
    '--scan sudo reads',
    'Or run as root.',
  ])
  expect(denied({ ways: 'container,sudo', how: 'sudo' })).toHaveLength(2)
})

it('says what is left where there is no way', () => {
  for (const context of [{}, { ways: '' }, { ways: 'sudo', how: 'sudo' }, { ways: 'unheard of' }]) {
    expect(denied(context)).toEqual([expect.stringContaining('Run as root')])
  }
})
