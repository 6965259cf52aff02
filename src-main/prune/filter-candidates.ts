import { bytesOf } from '../model/figure.ts'
import { ageOf } from './candidate-age.ts'
import type { Candidate } from './candidate.ts'
import type { ChoiceFilter } from './choice.ts'
import { parseLabel } from './has-label.ts'
import { parsePattern } from './name-pattern.ts'

type Test = (candidate: Candidate) => boolean

/**
 * Those of the candidates that a filter lets through. `now`: milliseconds since 1970. What is not known passes no test.
 * Throws `bad-input` for what is no pattern or no label.
 */
export function filterCandidates(
  candidates: readonly Candidate[],
  filter: ChoiceFilter,
  now: number,
): readonly Candidate[] {
  const tests = testsOf(filter, now)
  return candidates.filter((candidate) => tests.every((test) => test(candidate)))
}

function testsOf(filter: ChoiceFilter, now: number): readonly Test[] {
  const { kinds, olderThan, unusedFor, largerThan } = filter
  const [labels, names] = [filter.labels.map(parseLabel), filter.names.map(parsePattern)]
  const facts = new Set(filter.facts)
  const tests: Test[] = []
  if (kinds !== null) tests.push(({ kind }) => kinds.includes(kind))
  if (olderThan !== null) tests.push(({ createdAt }) => isMore(ageOf(createdAt, now), olderThan))
  if (unusedFor !== null) tests.push(({ lastUsedAt }) => isMore(ageOf(lastUsedAt, now), unusedFor))
  if (labels.length > 0) tests.push((candidate) => labels.some((has) => has(candidate.labels)))
  if (names.length > 0) tests.push((candidate) => names.some((fits) => [candidate.name, ...candidate.facts].some(fits)))
  if (largerThan !== null) tests.push(({ alone }) => isMore(bytesOf(alone), largerThan))
  if (facts.size > 0) tests.push((candidate) => candidate.facts.some((fact) => facts.has(fact)))
  return tests
}

function isMore(value: number | null, than: number): boolean {
  return value !== null && value > than
}
