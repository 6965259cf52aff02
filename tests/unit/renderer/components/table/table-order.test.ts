import { describe, expect, it } from 'vitest'
import { readOrder, writeOrder } from '../../../../../src-renderer/components/table/table-order.ts'
import { memoryStorage } from '../../../../helpers/memory-storage.ts'

const BY_ITSELF = { sort: undefined, group: undefined }

describe('the memory of a table’s order', () => {
  it('is kept for each table by its name', () => {
    const storage = memoryStorage()
    const order = { sort: { id: 'size', desc: true }, group: 'project' }
    writeOrder(storage, 'volumes', order)
    expect([readOrder(storage, 'volumes'), readOrder(storage, 'images')]).toEqual([order, BY_ITSELF])
  })

  it('knows that no grouping was chosen from none having been chosen', () => {
    const storage = memoryStorage()
    writeOrder(storage, 'containers', { sort: undefined, group: null })
    expect(readOrder(storage, 'containers')).toEqual({ sort: undefined, group: null })
  })

  it('leaves nothing behind when there is nothing to remember', () => {
    const storage = memoryStorage({ 'plimsoll.order.images': '{"group":"state"}' })
    writeOrder(storage, 'images', BY_ITSELF)
    expect(storage.texts.size).toBe(0)
  })

  it.each(['not JSON', '"text"', 'null', '3', '{"sort":"size","group":3}', '{"sort":{"id":"size"}}', '[1]'])(
    'counts %s as no order',
    (text) => {
      expect(readOrder(memoryStorage({ 'plimsoll.order.images': text }), 'images')).toEqual(BY_ITSELF)
    },
  )
})
