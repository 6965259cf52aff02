import { describe, expect, it } from 'vitest'
import { countOf, goTime, uvarint } from '../../../../src-main/sources/containerd/go-binary.ts'
import * as written from './containerd-root.ts'

describe('a number', () => {
  it.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 53 - 1])('of %d is read as it was written', (value) => {
    expect(uvarint(written.uvarint(value))).toBe(value)
    expect(countOf(written.varint(value))).toBe(value)
  })

  it('that is a recorded size of containerd is its bytes', () => {
    expect(countOf(Uint8Array.of(0x80, 0x80, 0x83, 0x02))).toBe(2121728)
    expect(uvarint(Uint8Array.of(0xb1, 0x01))).toBe(177)
  })

  it.each([
    ['nothing', []],
    ['no end', [0x80, 0x80]],
    ['more than 64 bits', Array.from({ length: 11 }, (_, i) => (i < 10 ? 0xff : 1))],
    ['more than is safe', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
  ])('with %s is none', (_, bytes) => {
    expect([uvarint(Uint8Array.from(bytes)), countOf(Uint8Array.from(bytes))]).toEqual([null, null])
  })

  it('below zero is no count', () => {
    expect(countOf(written.varint(-1))).toBeNull()
  })

  it('that is absent is none', () => {
    expect([uvarint(null), countOf(null), goTime(null)]).toEqual([null, null, null])
  })
})

describe('a time', () => {
  const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))

  it('that containerd wrote is read to the millisecond', () => {
    expect(goTime(bytesOf('010000000ee292d00c27a52a5bffff'))).toBe('2026-11-20T23:34:36.665Z')
  })

  it.each([
    '',
    '01',
    '000000000ee292d00c27a52a5bffff',
    '010000000000000000000000000000',
    '017fffffffffffffff00000000ffff',
  ])('like %j is none', (text) => {
    expect(goTime(bytesOf(text))).toBeNull()
  })
})
