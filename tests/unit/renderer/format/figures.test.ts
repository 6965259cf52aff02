import { describe, expect, it } from 'vitest'
import type { Figure } from '../../../../src-main/model/figure.ts'
import { sumFigures } from '../../../../src-main/model/figure.ts'
import { sumOfFigures } from '../../../../src-renderer/format/figures.ts'
import { formatBuildStep } from '../../../../src-renderer/format/build-step.ts'

const EXACT: Figure = { kind: 'exact', bytes: 4096 }
const BOUND: Figure = { kind: 'at-least', bytes: 100, because: 'read-error' }
const SHARED: Figure = { kind: 'at-most', bytes: 7, because: 'extents-shared' }
const UNKNOWN: Figure = { kind: 'unknown', because: 'permission-denied' }

describe('the sum of figures on the screen', () => {
  it.each([
    [[]],
    [[EXACT, EXACT]],
    [[EXACT, BOUND]],
    [[EXACT, UNKNOWN]],
    [[UNKNOWN, UNKNOWN]],
    [[UNKNOWN, BOUND, EXACT]],
    [[SHARED, EXACT]],
    [[SHARED, BOUND, EXACT]],
    [[SHARED, UNKNOWN]],
  ])('is what the model makes of them: %j', (figures) => {
    expect(sumOfFigures(figures)).toEqual(sumFigures(figures))
  })
})

describe('a build step', () => {
  it.each([
    ['/bin/sh -c #(nop) ADD file:6c3d in / ', 'ADD file:6c3d in /'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['RUN /bin/sh -c npm ci # buildkit', 'RUN npm ci'],
    ['COPY . /app # buildkit', 'COPY . /app'],
  ])('is written as in a Dockerfile: %s', (createdBy, step) => {
    expect(formatBuildStep(createdBy)).toBe(step)
  })
})
