import { expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact, unknown } from '../../../src-main/model/figure.ts'
import type { Purpose } from '../../../src-main/model/observations.ts'
import { aRoot, bytes, held, observed, type RootParts } from '../../helpers/builders/observed.ts'

const AREA: Purpose = { kind: 'area', area: 'temporary-files', category: 'temporary-files' }
const of = (parts: RootParts) => buildInventory(observed({ roots: [aRoot(parts)] })).temporary

it('is each thing in tmp/, with when it and all of them changed last', () => {
  const at = (time: string) => ({ own: bytes(4096), modifiedAt: Date.parse(time) })
  const holds = [
    held('tmp', AREA, at('2026-11-03T00:00:00Z')),
    held('tmp/b', AREA, at('2026-11-01T00:00:00Z')),
    held('tmp/a', AREA, at('2026-11-02T00:00:00Z')),
    held('tmpfiles', AREA, at('2026-11-09T00:00:00Z')),
  ]
  expect(of({ holds })).toMatchObject([
    { path: '/var/lib/docker/tmp/a', changedAt: '2026-11-02T00:00:00.000Z', allChangedAt: '2026-11-03T00:00:00.000Z' },
    { path: '/var/lib/docker/tmp/b', usage: { allocated: exact(4096) }, allChangedAt: '2026-11-03T00:00:00.000Z' },
  ])
})

it('has no time before it was walked, or where not all could be read', () => {
  expect(of({ measured: 'not-yet', holds: [held('tmp', AREA, null), held('tmp/a', AREA, null)] })).toMatchObject([
    { usage: { allocated: unknown('not-measured-yet') }, changedAt: null, allChangedAt: null },
  ])
  const closed = { own: bytes(1), modifiedAt: 0, incomplete: 'permission-denied' } as const
  const [a, b] = of({ holds: [held('tmp/a', AREA, closed), held('tmp/b', AREA, { own: bytes(1), modifiedAt: 0 })] })
  expect([a?.allChangedAt, b?.changedAt, b?.allChangedAt]).toEqual([null, '1970-01-01T00:00:00.000Z', null])
})
