import { expect, it } from 'vitest'
import type { PlaceUsage } from '../../../../src-main/model/observations.ts'
import { createChangedUsages } from '../../../../src-main/sources/elevated/changed-usages.ts'

const usageOf = (allocated: number, change: Partial<PlaceUsage> = {}): PlaceUsage => {
  const none = { allocated: 0, apparent: 0, inodes: 0 }
  return {
    own: { ...none, allocated },
    elsewhere: none,
    modifiedAt: null,
    incomplete: null,
    remembered: false,
    ...change,
  }
}

it('tells what is new or different since the last time', () => {
  const changed = createChangedUsages(() => 0)
  const one = usageOf(1)
  expect(changed(() => [one, null, null])).toEqual([{ place: 0, usage: one }])
  expect(changed(() => [usageOf(1), usageOf(2), null])).toEqual([{ place: 1, usage: usageOf(2) }])
  const shared = usageOf(1, { elsewhere: { allocated: 1, apparent: 1, inodes: 1 } })
  expect(changed(() => [shared, usageOf(2, { incomplete: 'read-error' }), null])).toHaveLength(2)
  expect(changed(() => [shared, usageOf(2, { incomplete: 'read-error' }), null])).toEqual([])
})

it('rests four times as long as it took, and then tells all of it', () => {
  let now = 0
  const changed = createChangedUsages(() => now)
  const slow = (usages: readonly (PlaceUsage | null)[]) => () => {
    now += 10
    return usages
  }
  expect(changed(slow([usageOf(1)]))).toHaveLength(1)
  now += 39
  expect(changed(slow([usageOf(1), usageOf(2)]))).toEqual([])
  now += 1
  expect(changed(slow([usageOf(1), usageOf(2), usageOf(3)]))).toHaveLength(2)
})
