import { describe, expect, it } from 'vitest'
import type { EngineChoice, Subject } from '../../../../src-main/contract/app-state.ts'
import { engineEntries } from '../../../../src-renderer/components/open/engine-entries.ts'

const choice = (name: string, current = false): EngineChoice => ({
  ...{ name, current, description: null, endpoint: `unix:///run/${name}.sock`, problem: null },
})
const CHOICES = [choice('near'), choice('far', true)]
const keys = (subject: Subject, choices = CHOICES) => engineEntries(subject, choices).map(({ key }) => key)
const chosen = (subject: Subject, choices = CHOICES) =>
  engineEntries(subject, choices).flatMap((entry) => (entry.chosen ? [entry.key] : []))

describe('what can be shown', () => {
  it('is what docker uses, each context, and the sample', () => {
    expect(keys({ kind: 'default' })).toEqual(['default', 'context near', 'context far', 'sample'])
  })

  it('has one line that is open, whatever is open', () => {
    const subjects: readonly Subject[] = [
      { kind: 'default' },
      { kind: 'context', name: 'far' },
      { kind: 'host', url: 'tcp://192.0.2.1:2375' },
      { kind: 'root', dataRoot: '/mnt/old', containerdRoot: null },
      { kind: 'sample' },
    ]
    expect(subjects.map((subject) => chosen(subject).length)).toEqual([1, 1, 1, 1, 1])
  })

  it('has a line of its own for what is open and not listed, also for a context that is gone', () => {
    const root: Subject = { kind: 'root', dataRoot: '/mnt/old', containerdRoot: '/mnt/containerd' }
    expect(keys(root).slice(-2)).toEqual(['root ["/mnt/old","/mnt/containerd"]', 'sample'])
    expect(keys({ kind: 'context', name: 'gone' }).slice(-2)).toEqual(['context gone', 'sample'])
  })

  it('names the current context beside what docker uses', () => {
    expect(engineEntries({ kind: 'default' }, CHOICES)[0]?.choice?.name).toBe('far')
    expect(engineEntries({ kind: 'default' }, [])[0]?.choice).toBeNull()
  })

  it('tells data roots apart by their containerd roots too', () => {
    const root = (containerdRoot: string | null): Subject => ({ kind: 'root', dataRoot: '/a', containerdRoot })
    expect(new Set([root(null), root('/b'), root('/c')].map((subject) => keys(subject).at(-2))).size).toBe(3)
  })
})
