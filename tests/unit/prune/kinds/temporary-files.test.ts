import { expect, it } from 'vitest'
import type { Purpose } from '../../../../src-main/model/observations.ts'
import { temporaryFiles } from '../../../../src-main/prune/kinds/temporary-files.ts'
import { foundBy } from '../../../helpers/builders/grounds.ts'
import { aRoot, bytes, held, type Held } from '../../../helpers/builders/observed.ts'

const AREA: Purpose = { kind: 'area', area: 'temporary-files', category: 'temporary-files' }
/** The inventory is taken at 08:00. */
const at = (path: string, time: string) =>
  held(path, AREA, { own: bytes(4096), modifiedAt: Date.parse(`2026-11-21T${time}Z`) })
const find = (...holds: readonly Held[]) => foundBy(temporaryFiles, { roots: [aRoot({ holds })] })

it('offers each thing in tmp/ once all of it is quiet for an hour', () => {
  expect(
    find(at('tmp', '06:30:00'), at('tmp/GetImageBlob1', '06:20:00'), at('tmp/docker-import-2', '06:59:59')),
  ).toEqual(['tmp/GetImageBlob1', 'tmp/docker-import-2'])
})

it('offers nothing while one of them changes: a pull keeps what came early', () => {
  expect(find(at('tmp', '06:30:00'), at('tmp/GetImageBlob1', '02:00:00'), at('tmp/GetImageBlob2', '07:30:00'))).toEqual(
    [],
  )
})

it('offers nothing while tmp/ itself changes: something came or went', () => {
  expect(find(at('tmp', '07:59:00'), at('tmp/GetImageBlob1', '02:00:00'))).toEqual([])
})

it('offers nothing whose times nobody knows', () => {
  expect(find(at('tmp', '06:30:00'), held('tmp/a', AREA, 4096))).toEqual([])
  expect(
    find(at('tmp', '06:30:00'), held('tmp/a', AREA, { own: bytes(9), modifiedAt: 0, incomplete: 'read-error' })),
  ).toEqual([])
})

it('offers nothing of what is being made elsewhere', () => {
  const ingest: Purpose = { kind: 'area', area: 'content-store', category: 'temporary-files' }
  const old = { own: bytes(4096), modifiedAt: 0 }
  expect(find(held('content/ingest', ingest, old), held('buildkit/executor', ingest, old))).toEqual([])
})

it('forgets what went while it was looked for', () => {
  expect(find(at('tmp', '06:30:00'), held('tmp/gone', AREA, null), at('tmp/b', '06:00:00'))).toEqual(['tmp/b'])
})
