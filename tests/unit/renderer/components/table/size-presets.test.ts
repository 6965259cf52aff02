import { expect, it } from 'vitest'
import { exportName } from '../../../../../src-renderer/components/table/export-name.ts'
import { parseBytes } from '../../../../../src-renderer/components/table/parse-bytes.ts'
import { sizePresets } from '../../../../../src-renderer/components/table/size-presets.ts'

it.each(['decimal', 'binary'] as const)('offers thresholds that say what they are in %s units', (units) => {
  const presets = sizePresets(units)
  expect(presets.map(({ text }) => parseBytes(text, units))).toEqual(presets.map(({ bytes }) => bytes))
})

it('names a file after its table and the reader’s day', () => {
  expect(exportName('build-cache', new Date(2026, 0, 3, 23, 59))).toBe('plimsoll-build-cache-2026-01-03.csv')
})
