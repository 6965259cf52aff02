import { describe, expect, it } from 'vitest'
import type { ChangesSummary } from '../../../../src-main/model/file-changes.ts'
import { changeSums } from '../../../../src-renderer/components/containers/change-sums.ts'

const CHANGES: ChangesSummary = {
  how: 'overlay',
  created: { files: 2, allocated: 8192 },
  copyUps: { files: 1, allocated: 5_246_976, originals: 5_242_880 },
  replaced: { entries: 1, allocated: 4096, hidden: 12_288 },
  inherited: { files: 0, allocated: 0 },
  whiteouts: { entries: 3, hidden: 100 },
  opaque: { directories: 1, hidden: 20 },
  opaqueBecause: null,
  deleted: null,
  other: { entries: 4, allocated: 16_384 },
  because: null,
}

describe('sums of what a writable layer did', () => {
  it('make the layer, and add up what is hidden', () => {
    expect(changeSums(CHANGES)).toEqual({
      created: { kind: 'exact', bytes: 12_288 },
      createdFiles: 3,
      copyUps: { kind: 'exact', bytes: 5_246_976 },
      inherited: 0,
      other: 16_384,
      total: 5_275_648,
      hidden: { kind: 'exact', bytes: 12_408 },
      hiding: 5,
    })
  })

  it('are a lower bound where a part of what is hidden is unknown, and unknown where all of it is', () => {
    const unread: ChangesSummary = { ...CHANGES, whiteouts: { entries: 3, hidden: null }, because: 'permission-denied' }
    expect(changeSums(unread).hidden).toEqual({ kind: 'at-least', bytes: 12_308, because: 'permission-denied' })
    const nothing: ChangesSummary = {
      ...unread,
      replaced: { entries: 0, allocated: 0, hidden: null },
      opaque: { directories: 0, hidden: null },
    }
    expect(changeSums(nothing).hidden).toEqual({ kind: 'unknown', because: 'permission-denied' })
  })

  it('know what a full copy does not have any more', () => {
    const copy: ChangesSummary = {
      ...CHANGES,
      how: 'full-copy',
      inherited: { files: 9, allocated: 1000 },
      opaque: null,
      deleted: { entries: 2, allocated: 7, largest: [] },
    }
    expect(changeSums(copy)).toMatchObject({ total: 5_276_648, hidden: { bytes: 12_395 }, hiding: 6 })
  })
})
