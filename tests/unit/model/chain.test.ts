import { expect, it } from 'vitest'
import { chainOf } from '../../../src-main/model/chain.ts'

const layers = (parents: Readonly<Record<string, string | null>>) =>
  new Map(Object.entries(parents).map(([id, parent]) => [id, { parent }]))

it('lists a layer and all below it, lowest first', () => {
  expect(chainOf('top', layers({ top: 'middle', middle: 'base', base: null }))).toEqual(['base', 'middle', 'top'])
})

it('is empty for an image without layers', () => {
  expect(chainOf(null, layers({ base: null }))).toEqual([])
})

it('ends at a parent that nobody knows, and names it', () => {
  expect(chainOf('top', layers({ top: 'lost' }))).toEqual(['lost', 'top'])
})

it('ends at a loop, with each layer once', () => {
  expect(chainOf('a', layers({ a: 'b', b: 'c', c: 'a' }))).toEqual(['c', 'b', 'a'])
})

it('ends at a layer that is its own parent', () => {
  expect(chainOf('a', layers({ a: 'a' }))).toEqual(['a'])
})

it('goes down a chain of a hundred thousand', () => {
  const parents = new Map(
    Array.from({ length: 100_000 }, (_, i) => [String(i), { parent: i === 0 ? null : `${i - 1}` }]),
  )
  expect(chainOf('99999', parents)).toHaveLength(100_000)
})
