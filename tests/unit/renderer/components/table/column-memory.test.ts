import { describe, expect, it } from 'vitest'
import { readColumnChoice, writeColumnChoice } from '../../../../../src-renderer/components/table/column-memory.ts'

function memory(kept: Record<string, string> = {}) {
  const texts = new Map(Object.entries(kept))
  return {
    texts,
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
  }
}

describe('the memory of columns', () => {
  it('is kept for each table by its name', () => {
    const storage = memory()
    writeColumnChoice(storage, 'images', { size: false, id: true })
    expect([readColumnChoice(storage, 'images'), readColumnChoice(storage, 'volumes')]).toEqual([
      { size: false, id: true },
      {},
    ])
  })

  it('leaves nothing behind when there is nothing to remember', () => {
    const storage = memory({ 'plimsoll.columns.images': '{"size":false}' })
    writeColumnChoice(storage, 'images', {})
    expect(storage.texts.size).toBe(0)
  })

  it.each(['not JSON', '"text"', 'null', '3', '{"size":"no"}', '[1]'])('counts %s as no choice', (text) => {
    expect(readColumnChoice(memory({ 'plimsoll.columns.images': text }), 'images')).toEqual({})
  })
})
