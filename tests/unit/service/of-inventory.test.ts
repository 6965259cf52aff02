import { expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { ofInventory } from '../../../src-main/service/of-inventory.ts'
import { observed } from '../../helpers/builders/observed.ts'

it('makes something once for an inventory, and anew for the next', () => {
  const [first, second] = [buildInventory(observed()), buildInventory(observed())]
  let made = 0
  const count = ofInventory(() => (made += 1))
  expect([count(first), count(first), count(second), count(second), count(first)]).toEqual([1, 1, 2, 2, 3])
})
