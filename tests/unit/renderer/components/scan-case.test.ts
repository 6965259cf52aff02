import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../../src-main/contract/app-state.ts'
import { scanCase } from '../../../../src-renderer/components/scan/scan-case.ts'

const closed = (context: Failure['context']): Failure => ({ code: 'permission-denied', context, message: 'closed' })
const other: Failure = { code: 'engine-unreachable', context: {}, message: 'nobody' }

describe('a case for another way of reading', () => {
  it('is none without a closed root, or without a way', () => {
    const none = [
      [],
      [other],
      [closed({ path: '/a' })],
      [closed({ path: '/a', ways: '' })],
      [closed({ ways: 'magic' })],
    ]
    expect(none.map(scanCase)).toEqual(none.map(() => null))
  })

  it('has every closed root, and the ways in a fixed order', () => {
    const first = closed({ path: '/a', ways: 'pkexec,container' })
    const second = closed({ path: '/b', ways: 'sudo,container' })
    expect(scanCase([other, first, second])).toEqual({
      paths: ['/a', '/b'],
      ways: ['container', 'sudo', 'pkexec'],
      declined: false,
      failed: null,
      failures: [first, second],
    })
  })

  it('knows the way that was tried, whichever failure tells of it', () => {
    const died: Failure = { code: 'walk-failed', context: { how: 'container' }, message: 'died' }
    const refused = closed({ path: '/a', ways: 'sudo', how: 'sudo', detail: 'no' })
    expect(scanCase([refused])?.failed).toEqual({ how: 'sudo', detail: 'no' })
    expect(scanCase([died, closed({ path: '/a', ways: 'sudo' })])?.failed).toEqual({ how: 'container', detail: '' })
  })

  it('knows that the user declined', () => {
    expect(scanCase([closed({ path: '/a', ways: 'sudo', scan: 'never' })])?.declined).toBe(true)
    expect(scanCase([closed({ path: '/a', ways: 'sudo', scan: 'ask' })])?.declined).toBe(false)
  })

  it('leaves a way that failed to the other failures where nothing else can be done', () => {
    expect(scanCase([{ code: 'walk-failed', context: { how: 'container' }, message: 'died' }])).toBeNull()
  })
})
