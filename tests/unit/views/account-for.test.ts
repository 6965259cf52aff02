import { describe, expect, it } from 'vitest'
import { reasonsFor, type HeldObject, type Sides } from '../../../src-main/views/account-for.ts'

const object = (key: string, own: number, like: number, change: Partial<HeldObject> = {}): HeldObject => ({
  ...{ key, entry: key, own, like, uncounted: 'not-listed' },
  ...change,
})
const claim = (key: string, like: number, bytes = like): Sides['claims'][number] => ({
  bytes,
  parts: [{ key, like, elsewhere: 'not-here' }],
})

function reasons(sides: Partial<Sides>): Readonly<Record<string, number>> {
  const { held = [], claims = [] } = sides
  const entries = sides.entries ?? new Map(held.map(({ entry, own }) => [entry, own]))
  return Object.fromEntries(reasonsFor({ held, claims, entries }).map(({ why, bytes }) => [why, bytes]))
}

describe('the reasons of a difference', () => {
  it('are none where both sides count the same', () => {
    expect(reasons({ held: [object('a', 10, 10)], claims: [claim('a', 10)] })).toEqual({})
  })

  it('tell blocks beyond lengths from holes within them, object by object', () => {
    const held = [object('a', 4096, 5), object('b', 8192, 1_000_000)]
    expect(reasons({ held, claims: [claim('a', 5), claim('b', 1_000_000)] })).toEqual({
      blocks: 4091,
      holes: 8192 - 1_000_000,
    })
  })

  it('name what one side has alone', () => {
    expect(reasons({ held: [object('a', 10, 10)], claims: [claim('b', 7)] })).toEqual({
      'not-listed': 10,
      'not-here': -7,
    })
  })

  it('take off what several numbers stand for, each further time', () => {
    const claims = [claim('a', 10), claim('a', 10), claim('a', 10)]
    expect(reasons({ held: [object('a', 10, 10)], claims })).toEqual({ 'several-times': -20 })
  })

  it('take off hard links that another entry has, of all objects of an entry together', () => {
    const held = [object('a', 100, 100, { entry: 'e' }), object('b', 50, 50, { entry: 'e' })]
    const entries = new Map([['e', 120]])
    expect(reasons({ held, entries, claims: [claim('a', 100), claim('b', 50)] })).toEqual({ linked: -30 })
  })

  it('explain nothing that nobody can: the engine has another number than its own rule gives', () => {
    expect(reasons({ held: [object('a', 10, 10)], claims: [claim('a', 10, 13)] })).toEqual({})
  })

  it('count how many objects each is about', () => {
    const held = [object('a', 10, 1), object('b', 10, 2), object('c', 3, 3)]
    const claims = [claim('a', 1), claim('b', 2), claim('c', 3)]
    const entries = new Map(held.map(({ entry, own }) => [entry, own]))
    expect(reasonsFor({ held, claims, entries })).toEqual([{ why: 'blocks', bytes: 17, objects: 2 }])
  })
})
