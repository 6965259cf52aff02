import type { KeepRule } from '../../../src-main/prune/choice.ts'

const DAY = 86_400

/** What was typed, as a rule; null where it makes none. The application has the last word on patterns. */
export function ruleOf(kind: KeepRule['kind'], typed: string): KeepRule | null {
  const text = typed.trim()
  if (text === '') return null
  if (kind === 'label') return /^[^\s=]+(=.*)?$/.test(text) ? { kind, label: text } : null
  if (kind === 'name') return { kind, pattern: text }
  const days = Number(text.replace(',', '.'))
  return Number.isFinite(days) && days > 0 ? { kind, seconds: days * DAY } : null
}

export function ruleText(
  rule: KeepRule,
  t: (key: string, named: Record<string, string>, count?: number) => string,
): string {
  switch (rule.kind) {
    case 'label':
      return t('reclaim.keep.rule_label', { text: rule.label })
    case 'name':
      return t('reclaim.keep.rule_name', { text: rule.pattern })
    case 'younger': {
      const days = Math.round((rule.seconds / DAY) * 10) / 10
      return t('reclaim.keep.rule_younger', { n: String(days) }, days)
    }
  }
}
