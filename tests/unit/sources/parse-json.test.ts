import { describe, expect, it } from 'vitest'
import { asArray, asLabels, asObject, asString, asStrings, asTime } from '../../../src-main/sources/parse-json.ts'

const EVERYTHING: readonly unknown[] = [undefined, null, true, 0, 7, Number.NaN, '', 'text', [], ['a', 1], {}, { a: 1 }]

describe('what somebody else wrote', () => {
  it('is an object, a string that says something, or null', () => {
    const taken = (values: readonly unknown[]) => values.filter((value) => value !== null)
    expect(taken(EVERYTHING.map(asObject))).toEqual([{}, { a: 1 }])
    expect(taken(EVERYTHING.map(asString))).toEqual(['text'])
  })

  it('is a list or an empty one', () => {
    expect(EVERYTHING.map(asArray).filter((list) => list.length > 0)).toEqual([['a', 1]])
    expect(EVERYTHING.map(asStrings).filter((list) => list.length > 0)).toEqual([['a']])
  })

  it('keeps of labels those that are texts', () => {
    expect(asLabels({ a: '1', b: 2, c: null, d: '' })).toEqual({ a: '1', d: '' })
    expect(asLabels('a=1')).toEqual({})
  })

  it.each([
    ['2026-11-20T23:33:35.94735304Z', '2026-11-20T23:33:35.94735304Z'],
    ['2026-11-20T23:33:35+01:00', '2026-11-20T23:33:35+01:00'],
    ['0001-01-01T00:00:00Z', null],
    ['yesterday', null],
    [1795217635, null],
    [null, null],
  ])('as the time %j is %j', (written, time) => {
    expect(asTime(written)).toBe(time)
  })
})
