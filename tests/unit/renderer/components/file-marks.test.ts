import { describe, expect, it } from 'vitest'
import type { FileRow } from '../../../../src-main/views/files.ts'
import { allocatedOf, apparentOf } from '../../../../src-renderer/components/files/file-figures.ts'
import { kindKey, marksOf } from '../../../../src-renderer/components/files/file-marks.ts'

type Marked = Pick<FileRow, 'flags' | 'sparse' | 'change' | 'kind'>
const of = (facts: Partial<Marked>): FileRow =>
  ({ kind: 'file', flags: [], sparse: false, change: null, ...facts }) as FileRow

describe('marks of an entry', () => {
  it('are its flags and holes, and say each thing once', () => {
    expect(marksOf(of({ flags: ['unreadable', 'linked-outside'], sparse: true }))).toEqual([
      'unreadable',
      'linked-outside',
      'sparse',
    ])
    expect(marksOf(of({ flags: ['hard-linked'] }))).toEqual(['hard-linked'])
    expect(marksOf(of({ flags: ['hard-linked', 'counted-elsewhere'] }))).toEqual(['counted-elsewhere'])
  })

  it('name what it did to the layers below rather than what it is', () => {
    expect(kindKey(of({ change: { kind: 'new' } }))).toBe('files.change_new')
    expect(kindKey(of({ kind: 'directory', change: { kind: 'merged' } }))).toBe('files.kind_directory')
    expect(kindKey(of({ kind: 'symlink' }))).toBe('files.kind_symlink')
  })
})

describe('figures of an entry', () => {
  const usage = { apparent: 10, inodes: 1, newestAt: '' }

  it('are exact, lower bounds, or unknown', () => {
    expect(allocatedOf({ ...usage, allocated: 4096, incomplete: false })).toEqual({ kind: 'exact', bytes: 4096 })
    expect(allocatedOf({ ...usage, allocated: 4096, incomplete: true }).kind).toBe('at-least')
    expect(allocatedOf({ ...usage, allocated: null, incomplete: false }).kind).toBe('unknown')
    expect(apparentOf({ ...usage, allocated: null, incomplete: false })).toEqual({ kind: 'exact', bytes: 10 })
  })
})
