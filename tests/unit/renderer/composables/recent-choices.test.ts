import { describe, expect, it } from 'vitest'
import { createRecentChoices } from '../../../../src-renderer/composables/recent-choices.ts'

function storage(stored: string | null = null): Storage {
  let value = stored
  return {
    getItem: () => value,
    setItem: (_: string, next: string) => {
      value = next
    },
  } as unknown as Storage
}

const choice = (id: string) => ({ id, title: id, detail: '', to: `/${id}` })

describe('what was chosen lately', () => {
  it('is kept, the last one first and each once', () => {
    const kept = storage()
    const { add, choices } = createRecentChoices(kept)
    for (const id of ['a', 'b', 'a']) add(choice(id))
    expect(choices.value.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(createRecentChoices(kept).choices.value).toEqual(choices.value)
  })

  it('forgets what is older than the last six', () => {
    const { add, choices } = createRecentChoices(storage())
    for (const id of 'abcdefgh') add(choice(id))
    expect(choices.value.map(({ id }) => id).join('')).toBe('hgfedc')
  })

  it.each([null, 'no JSON', '{}', '[1, null, {"id":"x"}]'])('ignores what makes no sense: %s', (stored) => {
    expect(createRecentChoices(storage(stored)).choices.value).toEqual([])
  })
})
