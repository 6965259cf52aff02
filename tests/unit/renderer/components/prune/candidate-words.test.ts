import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../../../src-main/prune/candidate.ts'
import { agoText, momentsAgo, whyText } from '../../../../../src-renderer/components/prune/candidate-words.ts'

const words = {
  t: (key: string, named?: Record<string, string>) =>
    `${key.replace(/^reclaim\./, '')}${named?.['ago'] === undefined ? '' : ` ${named['ago']}`}`,
  locale: 'en',
  now: new Date('2026-11-28T12:00:00Z'),
}
const candidate = (change: Partial<Candidate>): Candidate => ({
  ...{
    kind: 'unused-images',
    target: { type: 'image', id: 'sha256:a' },
    name: 'a',
    risk: 'rebuildable',
    ways: ['remove'],
  },
  ...{ why: { because: 'no-container', with: null }, since: null, lastUsedAt: null, createdAt: null },
  ...{ labels: {}, facts: [], alone: { kind: 'exact', bytes: 1 } },
  ...change,
})

describe('why something is offered', () => {
  it('is its age where the kind has said why', () => {
    expect(whyText(candidate({ lastUsedAt: '2026-10-26T12:00:00Z' }), words)).toBe('used 33 days ago')
    expect(whyText(candidate({ createdAt: '2026-11-18T12:00:00Z' }), words)).toBe('made 10 days ago')
    expect(whyText(candidate({}), words)).toBe('noAge')
  })

  it('is the reason and its age where the kind has several', () => {
    const stopped = candidate({
      ...{ kind: 'stopped-containers', why: { because: 'exited', with: null }, since: '2026-11-26T12:00:00Z' },
      lastUsedAt: '2026-11-01T12:00:00Z',
    })
    expect(whyText(stopped, words)).toBe('because.exited, 2 days ago')
  })

  it('calls less than a day today, and a moment just now', () => {
    expect(agoText('2026-11-28T01:00:00Z', words)).toBe('today')
    expect(momentsAgo('2026-11-28T11:59:58Z', words)).toBe('justNow')
    expect(momentsAgo('2026-11-28T11:59:40Z', words)).toBe('20 seconds ago')
    expect(momentsAgo('2026-11-28T11:50:00Z', words)).toBe('10 minutes ago')
  })
})
