import { describe, expect, it } from 'vitest'
import type { AppState, Failure } from '../../../../src-main/contract/app-state.ts'
import {
  fieldOf,
  phaseOf,
  rootSubject,
  type RootAttempt,
} from '../../../../src-renderer/components/open/root-attempt.ts'
import { WORLDS } from '../../../e2e/support/worlds.ts'

const subject = rootSubject('/mnt/old', '')!
const failure: Failure = { code: 'root-not-found', context: { path: '/mnt/old' }, message: 'not there' }
const before = WORLDS.whole().state
const attempt: RootAttempt = { subject, asked: before, refused: null }
const later = (change: Partial<AppState>): AppState => ({ ...WORLDS.starting().state, subject, ...change })

describe('an attempt to open a data root', () => {
  it('is none before it is made', () => {
    expect(phaseOf(null, before)).toEqual({ kind: 'editing' })
  })

  it('is under way until a state says what has become of it', () => {
    const states = [before, later({}), later({ stage: 'starting' })]
    expect(states.map((state) => phaseOf(attempt, state).kind)).toEqual(['opening', 'opening', 'opening'])
  })

  it('has come to nothing when the state says so, or when it was not even tried', () => {
    const failed = { kind: 'failed', failure }
    expect(phaseOf(attempt, later({ stage: 'failed', failures: [failure] }))).toEqual(failed)
    expect(phaseOf({ ...attempt, refused: failure }, before)).toEqual(failed)
  })

  it('is not taken for failed because the same path failed before', () => {
    const failed = later({ stage: 'failed', failures: [failure] })
    expect(phaseOf({ ...attempt, asked: failed }, failed)).toEqual({ kind: 'opening' })
  })

  it('has come through with the first inventory', () => {
    expect(phaseOf(attempt, later({ stage: 'metadata', revision: 3 }))).toEqual({ kind: 'opened' })
  })
})

describe('the paths', () => {
  it('are taken as typed, without what surrounds them', () => {
    expect(rootSubject(' /mnt/old ', '  ')).toEqual({ kind: 'root', dataRoot: '/mnt/old', containerdRoot: null })
    expect(rootSubject('/a b', '/c')).toEqual({ kind: 'root', dataRoot: '/a b', containerdRoot: '/c' })
    expect(rootSubject(' ', '/c')).toBeNull()
  })

  it('know which of them a failure is about', () => {
    const ofContainerd = { ...failure, context: { role: 'containerd' } }
    expect([fieldOf(failure), fieldOf(ofContainerd), fieldOf(null)]).toEqual(['data', 'containerd', 'data'])
  })
})
