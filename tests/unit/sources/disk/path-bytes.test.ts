import { expect, test } from 'vitest'
import { isDoubtful, pathFromBytes, pathToBytes } from '../../../../src-main/sources/disk/path-bytes.ts'

test('takes valid UTF-8 as it is', () => {
  for (const path of ['', '/a/b', 'žluťoučký', '日本語', '🐳/x', '\uFEFFbom', '\uFFFD']) {
    expect(pathFromBytes(Buffer.from(path))).toBe(path)
    expect(pathToBytes(path)).toEqual(Buffer.from(path))
  }
})

test('brings every byte back, in every neighbourhood', () => {
  for (let byte = 0; byte < 256; byte++) {
    for (const around of [
      Buffer.from('a'),
      Buffer.from('日'),
      Buffer.of(0xe6, 0x97),
      Buffer.of(0xf0),
      Buffer.of(0xed),
    ]) {
      const bytes = Buffer.concat([around, Buffer.of(byte), around])
      const path = pathFromBytes(bytes)
      expect(pathToBytes(path)).toEqual(bytes)
      expect(pathToBytes(String(JSON.parse(JSON.stringify(path))))).toEqual(bytes)
    }
  }
})

test('doubts what Node could not decode', () => {
  expect(isDoubtful(Buffer.of(0x61, 0xff).toString())).toBe(true)
  expect(isDoubtful('café')).toBe(false)
})
