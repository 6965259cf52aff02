import { describe, expect, it } from 'vitest'
import { answerField } from '../../../../src-main/sources/docker-engine/answer-field.ts'
import { parseBuildCache } from '../../../../src-main/sources/docker-engine/read-build-cache.ts'

const one = (fields: object) => parseBuildCache(answerField('GET /system/df', [{ ID: 'a', Size: 1, ...fields }]))[0]

describe('a build cache record', () => {
  it.each([
    [{ ' Parents': ['b', 'c'] }, ['b', 'c']],
    [{ Parents: ['b'] }, ['b']],
    [{ Parent: 'b' }, ['b']],
    [{ Parent: '' }, []],
    [{}, []],
  ])('with %j was made from %j', (fields, parents) => {
    expect(one(fields)?.parents).toEqual(parents)
  })

  it('has been used as often as the engine says, or nobody knows', () => {
    expect([one({ UsageCount: 4 })?.usageCount, one({})?.usageCount]).toEqual([4, null])
  })
})
