import { describe, expect, it } from 'vitest'
import { exportFilters, exportName } from '../../../../src-main/hosts/electron/export-file.ts'
import { HOST_WORDS } from '../../../../src-main/hosts/electron/host-words.ts'

describe('exportName', () => {
  it.each([
    ['plimsoll-containers.csv', 'plimsoll-containers.csv'],
    ['acme/base:1.0.csv', 'acme-base-1.0.csv'],
    ['../../etc/passwd', '-..-etc-passwd'],
    ['コンテナ.csv', 'コンテナ.csv'],
    ['a\u0000b\n.csv', 'a-b-.csv'],
    ['...', 'plimsoll'],
    ['', 'plimsoll'],
  ])('makes of %j %j', (name, file) => {
    expect(exportName(name)).toBe(file)
  })
})

describe('exportFilters', () => {
  it('offers the kind of the file first, then all', () => {
    expect(exportFilters('containers.csv', HOST_WORDS.en)).toEqual([
      { name: 'Table (CSV)', extensions: ['csv'] },
      { name: 'All Files', extensions: ['*'] },
    ])
  })

  it('offers all where it does not know the kind', () => {
    expect(exportFilters('plimsoll', HOST_WORDS.ja)).toEqual([{ name: 'すべてのファイル', extensions: ['*'] }])
  })
})
