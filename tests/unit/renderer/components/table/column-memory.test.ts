import { describe, expect, it } from 'vitest'
import { readColumnChoice, writeColumnChoice } from '../../../../../src-renderer/components/table/column-memory.ts'
import { memoryStorage } from '../../../../helpers/memory-storage.ts'

describe('the memory of columns', () => {
  it('is kept for each table by its name', () => {
    const storage = memoryStorage()
    writeColumnChoice(storage, 'images', { size: false, id: true })
    expect([readColumnChoice(storage, 'images'), readColumnChoice(storage, 'volumes')]).toEqual([
      { size: false, id: true },
      {},
    ])
  })

  it('leaves nothing behind when there is nothing to remember', () => {
    const storage = memoryStorage({ 'plimsoll.columns.images': '{"size":false}' })
    writeColumnChoice(storage, 'images', {})
    expect(storage.texts.size).toBe(0)
  })

  it.each(['not JSON', '"text"', 'null', '3', '{"size":"no"}', '[1]'])('counts %s as no choice', (text) => {
    expect(readColumnChoice(memoryStorage({ 'plimsoll.columns.images': text }), 'images')).toEqual({})
  })
})
