import { expect, it } from 'vitest'
import { PRUNE_KINDS } from '../../../../src-main/prune/candidate.ts'
import { PRUNE_KIND_FINDERS } from '../../../../src-main/prune/kinds/prune-kinds.ts'

it('has a finder for every kind, in their order', () => {
  expect(PRUNE_KIND_FINDERS.map(({ id }) => id)).toEqual(PRUNE_KINDS)
})

it('has only what somebody named on purpose to be asked for', () => {
  expect(PRUNE_KIND_FINDERS.filter(({ optIn }) => optIn).map(({ id }) => id)).toEqual(['unused-volumes'])
})
