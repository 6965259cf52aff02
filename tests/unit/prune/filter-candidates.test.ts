import { expect, it } from 'vitest'
import { atLeast, exact, unknown } from '../../../src-main/model/figure.ts'
import { NO_FILTER, type ChoiceFilter } from '../../../src-main/prune/choice.ts'
import { filterCandidates } from '../../../src-main/prune/filter-candidates.ts'
import { aCandidate } from '../../helpers/builders/a-candidate.ts'

const NOW = Date.parse('2026-11-21T00:00:00Z')
const DAY = 86_400
const all = [
  aCandidate('shop:1', {
    createdAt: '2026-11-01T00:00:00Z',
    lastUsedAt: '2026-11-19T00:00:00Z',
    labels: { team: 'shop', env: '' },
    facts: ['shop:stable'],
    alone: exact(1000),
  }),
  aCandidate('cache', {
    kind: 'build-cache',
    lastUsedAt: '2026-11-01T00:00:00Z',
    facts: ['source.local'],
    alone: atLeast(5000, 'read-error'),
  }),
  aCandidate('new', { createdAt: '2026-11-20T00:00:00Z', alone: unknown('no-data-root') }),
]

it.each<[string, Partial<ChoiceFilter>, readonly string[]]>([
  ['nothing asked', {}, ['shop:1', 'cache', 'new']],
  ['kinds', { kinds: ['build-cache', 'orphans'] }, ['cache']],
  ['no kinds', { kinds: [] }, []],
  ['older than, of which the age is known', { olderThan: 10 * DAY }, ['shop:1']],
  ['unused for, of which that is known', { unusedFor: DAY }, ['shop:1', 'cache']],
  ['a label with any value', { labels: ['env'] }, ['shop:1']],
  ['a label with another value', { labels: ['team=web'] }, []],
  ['one of several labels', { labels: ['team=web', 'team=shop'] }, ['shop:1']],
  ['a label that is only of objects', { labels: ['toString'] }, []],
  ['names, also among the facts', { names: ['*:stable', 'new'] }, ['shop:1', 'new']],
  ['larger than, of which the bytes are known', { largerThan: 1000 }, ['cache']],
  ['facts', { facts: ['source.local', 'exited'] }, ['cache']],
  ['all of it together', { kinds: ['unused-images'], names: ['shop*'], olderThan: DAY }, ['shop:1']],
])('lets through what fits: %s', (_, change, names) => {
  expect(filterCandidates(all, { ...NO_FILTER, ...change }, NOW).map(({ name }) => name)).toEqual(names)
})

it('refuses what is no pattern and no label', () => {
  const filter = (change: Partial<ChoiceFilter>) => () => filterCandidates(all, { ...NO_FILTER, ...change }, NOW)
  expect(filter({ names: ['['] })).toThrow('The pattern "["')
  expect(filter({ labels: ['=a'] })).toThrow('The label "=a" has no key.')
})
