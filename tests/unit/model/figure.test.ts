import { describe, expect, it } from 'vitest'
import {
  atLeast,
  atMost,
  bytesOf,
  engineFigure,
  exact,
  sumFigures,
  sumUsageFigures,
  unknown,
  unknownUsage,
} from '../../../src-main/model/figure.ts'

describe('sumFigures', () => {
  it('adds exact figures exactly', () => {
    expect(sumFigures([exact(1), exact(0), exact(41)])).toEqual(exact(42))
  })

  it('is exactly nothing for no figures', () => {
    expect(sumFigures([])).toEqual(exact(0))
  })

  it('becomes a lower bound by one unknown part, with its reason', () => {
    expect(sumFigures([exact(5), unknown('read-error'), exact(7)])).toEqual(atLeast(12, 'read-error'))
  })

  it('stays a lower bound when a part is one', () => {
    expect(sumFigures([exact(5), atLeast(7, 'permission-denied')])).toEqual(atLeast(12, 'permission-denied'))
  })

  it('becomes an upper bound by a part that may be shared', () => {
    expect(sumFigures([exact(5), atMost(7)])).toEqual(atMost(12))
  })

  it('leaves out what may be shared where another part leaves a lower bound', () => {
    expect(sumFigures([exact(5), atMost(7), atLeast(3, 'cancelled')])).toEqual(atLeast(8, 'cancelled'))
    expect(sumFigures([atMost(7), unknown('read-error')])).toEqual(unknown('read-error'))
  })

  it('stays unknown when every part is', () => {
    expect(sumFigures([unknown('no-engine'), unknown('read-error')])).toEqual(unknown('no-engine'))
  })

  it('gives the first reason when there are several', () => {
    const figures = [exact(1), atLeast(2, 'cancelled'), unknown('read-error')]
    expect(sumFigures(figures)).toEqual(atLeast(3, 'cancelled'))
  })
})

describe('sumUsageFigures', () => {
  const usage = (bytes: number) => ({ allocated: exact(bytes), apparent: exact(bytes - 1), inodes: 1 })

  it('adds each of the three numbers', () => {
    expect(sumUsageFigures([usage(10), usage(20)])).toEqual({ allocated: exact(30), apparent: exact(28), inodes: 2 })
  })

  it('does not know the inodes when one part does not', () => {
    expect(sumUsageFigures([usage(10), unknownUsage('cancelled')])).toEqual({
      allocated: atLeast(10, 'cancelled'),
      apparent: atLeast(9, 'cancelled'),
      inodes: null,
    })
  })
})

describe('engineFigure', () => {
  it('takes a number as it is, 0 too', () => {
    expect([engineFigure(0), engineFigure(12)]).toEqual([exact(0), exact(12)])
  })

  it('knows nothing where the engine said nothing', () => {
    expect([engineFigure(null), engineFigure(undefined)]).toEqual([
      unknown('engine-did-not-say'),
      unknown('engine-did-not-say'),
    ])
  })
})

describe('bytesOf', () => {
  it('is null for unknown and the bytes for all else', () => {
    expect([exact(1), atLeast(2, 'cancelled'), unknown('cancelled')].map(bytesOf)).toEqual([1, 2, null])
  })
})
