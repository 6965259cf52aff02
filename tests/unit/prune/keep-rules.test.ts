import { expect, it } from 'vitest'
import type { KeepRule } from '../../../src-main/prune/choice.ts'
import { checkKeepRules, keepCandidates } from '../../../src-main/prune/keep-rules.ts'
import { aCandidate } from '../../helpers/builders/a-candidate.ts'

const NOW = Date.parse('2026-11-21T00:00:00Z')
const old = { createdAt: '2026-10-01T00:00:00Z' }
const all = [
  aCandidate('kept', { ...old, labels: { 'plimsoll.keep': 'false' } }),
  aCandidate('prod', { ...old, labels: { env: 'prod' } }),
  aCandidate('shop:1', { ...old, facts: ['shop:stable'] }),
  aCandidate('used', { ...old, lastUsedAt: '2026-11-20T12:00:00Z' }),
  aCandidate('timeless'),
]

const keep = (...rules: readonly KeepRule[]) => {
  const { offered, kept } = keepCandidates(all, rules, NOW)
  return { offered: offered.map(({ name }) => name), kept: kept.map(({ rule, objects }) => `${rule}: ${objects}`) }
}

it('always keeps what has the label, whatever its value', () => {
  expect(keep()).toEqual({ offered: ['prod', 'shop:1', 'used', 'timeless'], kept: ['plimsoll.keep: 1'] })
})

it('keeps by label and by name, also a name among the facts', () => {
  expect(keep({ kind: 'label', label: 'env=prod' }, { kind: 'name', pattern: '*:stable' })).toEqual({
    offered: ['used', 'timeless'],
    kept: ['plimsoll.keep: 1', 'label env=prod: 1', 'name *:stable: 1'],
  })
})

it('keeps what was made or used lately, and what nobody knows the age of', () => {
  expect(keep({ kind: 'younger', seconds: 86_400 })).toEqual({
    offered: ['prod', 'shop:1'],
    kept: ['plimsoll.keep: 1', 'younger 86400: 2'],
  })
})

it('counts what several rules keep for the first', () => {
  expect(keep({ kind: 'name', pattern: '*' }, { kind: 'label', label: 'env' }).kept).toEqual([
    'plimsoll.keep: 1',
    'name *: 4',
  ])
})

it.each<[KeepRule, string]>([
  [{ kind: 'name', pattern: ' ' }, 'The pattern " " is empty.'],
  [{ kind: 'label', label: '=x' }, 'The label "=x" has no key.'],
  [{ kind: 'younger', seconds: NaN }, 'NaN is no number of seconds.'],
])('refuses %j', (rule, message) => {
  const check = () => {
    checkKeepRules([{ kind: 'name', pattern: 'a' }, rule])
  }
  expect(check).toThrow(message)
})
