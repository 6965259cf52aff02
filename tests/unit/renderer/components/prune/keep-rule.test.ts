import { describe, expect, it } from 'vitest'
import { ruleOf, ruleText } from '../../../../../src-renderer/components/prune/keep-rule.ts'

describe('what was typed as a keep rule', () => {
  it('is a label, a pattern or a number of days', () => {
    expect(ruleOf('label', ' team=data ')).toEqual({ kind: 'label', label: 'team=data' })
    expect(ruleOf('name', 'postgres*')).toEqual({ kind: 'name', pattern: 'postgres*' })
    expect(ruleOf('younger', '1,5')).toEqual({ kind: 'younger', seconds: 129_600 })
  })

  it.each([
    ['label', '=x'],
    ['label', 'two words'],
    ['younger', 'soon'],
    ['younger', '-1'],
    ['younger', '0'],
    ['name', '  '],
  ] as const)('is no rule as %s %j', (kind, text) => {
    expect(ruleOf(kind, text)).toBeNull()
  })

  it('is shown in days', () => {
    const t = (key: string, named: Record<string, string>) => `${key} ${Object.values(named).join()}`
    expect(ruleText({ kind: 'younger', seconds: 604_800 }, t)).toBe('reclaim.keep.rule_younger 7')
  })
})
