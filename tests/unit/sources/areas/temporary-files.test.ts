import { symlinkSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makeDataRoot, purposeOf, survey } from '../data-root.ts'

const AREA = { kind: 'area', area: 'temporary-files', category: 'temporary-files' }

it('is each thing in tmp/; what is neither a file nor a directory counts with tmp/ itself', async () => {
  const root = makeDataRoot()
  root.write('tmp/GetImageBlob1', 'x')
  root.write('tmp/docker-import-2/layer.tar', 'x')
  symlinkSync('/etc', `${root.path}/tmp/link`)
  const surveyed = await survey(root)
  const places = surveyed.survey.places.map(({ path }) => path).filter((path) => path.startsWith('tmp'))
  expect(places.sort()).toEqual(['tmp', 'tmp/GetImageBlob1', 'tmp/docker-import-2'])
  expect(['tmp', 'tmp/GetImageBlob1', 'tmp/docker-import-2'].map((path) => purposeOf(surveyed, path))).toEqual([
    ...[AREA, AREA, AREA],
  ])
})
