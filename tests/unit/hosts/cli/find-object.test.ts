import { describe, expect, it } from 'vitest'
import { findObject } from '../../../../src-main/hosts/cli/find-object.ts'

const items = [
  { id: 'sha256:aaaa11', names: ['web:latest', 'web'] },
  { id: 'sha256:aaaa22', names: ['db:1'] },
  { id: 'sha256:bbbb33', names: ['aaaa'] },
]
const find = (wanted: string) =>
  findObject(wanted, { kind: 'image', items, idOf: (item) => item.id, namesOf: (item) => item.names }).id

describe('an object', () => {
  it.each([
    ['web', 'sha256:aaaa11'],
    ['db:1', 'sha256:aaaa22'],
    ['sha256:aaaa22', 'sha256:aaaa22'],
    ['aaaa22', 'sha256:aaaa22'],
    ['aaaa2', 'sha256:aaaa22'],
    ['sha256:b', 'sha256:bbbb33'],
    // A name comes before the start of an ID.
    ['aaaa', 'sha256:bbbb33'],
  ])('%s is %s', (wanted, id) => {
    expect(find(wanted)).toBe(id)
  })

  it.each(['', 'sha256:', 'nobody', 'WEB', '11', 'we'])('%j is none', (wanted) => {
    expect(() => find(wanted)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('is not chosen among several that an ID begins', () => {
    const ambiguous = { code: 'ambiguous-name', message: 'aaa is the start of 2 image IDs.' }
    expect(() => find('aaa')).toThrow(expect.objectContaining(ambiguous))
  })
})
