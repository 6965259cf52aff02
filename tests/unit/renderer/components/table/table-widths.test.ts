import { expect, it } from 'vitest'
import { tableWidths } from '../../../../../src-renderer/components/table/table-widths.ts'
import { LOAD, NAME } from './table-support.ts'

it('scrolls sideways before fixed columns or the name would be crushed', () => {
  const { least, of } = tableWidths([NAME, { ...LOAD, width: [82, 118] }], true)
  expect([least, of.get('load'), of.get('name')]).toEqual(['266px', { '--narrow': '82px', '--wide': '118px' }, {}])
})
