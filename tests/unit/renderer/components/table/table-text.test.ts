import { describe, expect, it } from 'vitest'
import { csvText, tabbedText, type ExportWords } from '../../../../../src-renderer/components/table/table-text.ts'
import type { TableColumn } from '../../../../../src-renderer/components/table/table-column.ts'
import { atLeast, crate, LOAD, NAME, unread, type Crate } from './table-support.ts'

const WORDS: ExportWords = { bytes: (title) => `${title} (bytes)`, doubt: (title) => `${title} (not exact)` }
const SHIP: TableColumn<Crate> = { id: 'ship', title: 'Ship', value: (row) => row.ship }
const BAR: TableColumn<Crate> = { id: 'bar', title: 'Bar', drawn: true, value: () => null }

const csv = (rows: readonly Crate[], columns = [NAME, LOAD]) => csvText(rows, columns, WORDS)

describe('a CSV file', () => {
  it('has whole bytes, and lines as RFC 4180 has them', () => {
    expect(csv([crate('a', 6_810_234_880), crate('b', 0)])).toBe(
      'Name,"Load, allocated (bytes)"\r\na,6810234880\r\nb,0\r\n',
    )
  })

  it('leaves what is unknown empty, and says which figures are not exact', () => {
    expect(csv([crate('a', unread), crate('b', atLeast(5)), crate('c', 7)]).split('\r\n')).toEqual([
      'Name,"Load, allocated (bytes)","Load, allocated (not exact)"',
      'a,,unknown: permission-denied',
      'b,5,at-least: read-error',
      'c,7,',
      '',
    ])
  })

  it('puts quotes around what would break a line', () => {
    expect(csv([crate('a "b", c\nd', 1)], [NAME])).toBe('Name\r\n"a ""b"", c\nd"\r\n')
  })

  it('disarms what a spreadsheet would run, and leaves negative figures alone', () => {
    const rows = [crate('=HYPERLINK("x")', { kind: 'exact', bytes: -4096 })]
    expect(csv(rows).split('\r\n')[1]).toBe('"\'=HYPERLINK(""x"")",-4096')
  })

  it('has no column for a drawing, and nothing for what is absent', () => {
    expect(csv([crate('a', 1)], [NAME, SHIP, BAR])).toBe('Name,Ship\r\na,\r\n')
  })
})

describe('a text for the clipboard', () => {
  it('has one line a row and a tab between cells', () => {
    expect(tabbedText([crate('a\tb', 4096, 'Ada')], [NAME, SHIP, LOAD], WORDS)).toBe(
      'Name\tShip\tLoad, allocated (bytes)\na b\tAda\t4096\n',
    )
  })
})
