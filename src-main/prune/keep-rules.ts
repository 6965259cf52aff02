import { AppError } from '../errors/app-error.ts'
import { quietFor } from './candidate-age.ts'
import type { Candidate } from './candidate.ts'
import { KEEP_LABEL, type KeepRule } from './choice.ts'
import { parseLabel } from './has-label.ts'
import { parsePattern } from './name-pattern.ts'

/** What is left, and how many each rule keeps; one that several rules keep counts for the first. */
export interface Kept {
  readonly offered: readonly Candidate[]
  /** Rules that keep something, in their order. */
  readonly kept: readonly { readonly rule: string; readonly objects: number }[]
}

/** Throws `bad-input` for a rule that can keep nothing that was meant: see `checkKeepRules`. */
export function keepCandidates(candidates: readonly Candidate[], rules: readonly KeepRule[], now: number): Kept {
  const tests = [labelRule(KEEP_LABEL), ...rules.map((rule) => testOf(rule, now))]
  const counts = new Map<string, number>()
  const offered = candidates.filter((candidate) => {
    const keeper = tests.find(({ keeps }) => keeps(candidate))
    if (keeper !== undefined) counts.set(keeper.rule, (counts.get(keeper.rule) ?? 0) + 1)
    return keeper === undefined
  })
  return { offered, kept: [...counts].map(([rule, objects]) => ({ rule, objects })) }
}

/** Throws `bad-input` with the first rule that is none: no label, no pattern, no time. */
export function checkKeepRules(rules: readonly KeepRule[]): void {
  for (const rule of rules) testOf(rule, 0)
}

/** `plimsoll.keep`, `label env=prod`, `name shop-*`, `younger 86400`. */
export function nameOfRule(rule: KeepRule): string {
  switch (rule.kind) {
    case 'label':
      return `label ${rule.label}`
    case 'name':
      return `name ${rule.pattern}`
    case 'younger':
      return `younger ${rule.seconds}`
  }
}

interface RuleTest {
  readonly rule: string
  readonly keeps: (candidate: Candidate) => boolean
}

function testOf(rule: KeepRule, now: number): RuleTest {
  switch (rule.kind) {
    case 'label':
      return { ...labelRule(rule.label), rule: nameOfRule(rule) }
    case 'name': {
      const fits = parsePattern(rule.pattern)
      return { rule: nameOfRule(rule), keeps: ({ name, facts }) => [name, ...facts].some(fits) }
    }
    case 'younger': {
      const { seconds } = rule
      if (!(seconds >= 0) || !Number.isFinite(seconds))
        throw new AppError('bad-input', `${seconds} is no number of seconds.`, {
          context: { seconds: String(seconds) },
        })
      // Of what is not known nobody can say that it is old enough.
      return { rule: nameOfRule(rule), keeps: (candidate) => (quietFor(candidate, now) ?? 0) <= seconds }
    }
  }
}

/** The key alone decides: `plimsoll.keep=false` keeps it too, which is the side to be wrong on. */
function labelRule(label: string): RuleTest {
  const has = parseLabel(label)
  return { rule: label, keeps: ({ labels }) => has(labels) }
}
