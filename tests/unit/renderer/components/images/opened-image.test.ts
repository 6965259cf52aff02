import { expect, it } from 'vitest'
import type { ImageRow } from '../../../../../src-main/views/images.ts'
import { openedImage } from '../../../../../src-renderer/components/images/opened-image.ts'

const row = (id: string, ...references: readonly string[]) => ({ id, references }) as unknown as ImageRow
const ROWS = [row('sha256:abcdef0123', 'shop:1'), row('sha256:abcdef9999', 'abcdef')]
const opened = (wanted: string | null) => openedImage(ROWS, wanted)?.id ?? null

it('is named by its ID, a reference, or the beginning of its ID', () => {
  expect(['sha256:abcdef9999', 'shop:1', 'abcdef0', 'sha256:abcdef0'].map(opened)).toEqual([
    'sha256:abcdef9999',
    'sha256:abcdef0123',
    'sha256:abcdef0123',
    'sha256:abcdef0123',
  ])
})

it('is that with the reference where a beginning fits another one', () => {
  expect(opened('abcdef')).toBe('sha256:abcdef9999')
})

it('is none where nothing fits, or the beginning is too short to tell', () => {
  expect([null, 'shop:2', 'abcde'].map(opened)).toEqual([null, null, null])
})
