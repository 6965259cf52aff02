import { describe, expect, it } from 'vitest'
import type { SearchHit } from '../../../../src-main/views/search.ts'
import { matching, objectItem, type PaletteItem } from '../../../../src-renderer/components/palette/palette-items.ts'

const item = (title: string, also = ''): PaletteItem => ({
  ...{ id: title, group: 'actions', icon: 'note', title, detail: '', keys: [], figure: null, also },
  does: { kind: 'go', to: '/' },
})
const titles = (text: string, ...items: readonly PaletteItem[]) => matching(items, text).map(({ title }) => title)

const hit = (change: Partial<SearchHit>): SearchHit => ({
  ...{ kind: 'container', id: 'c1', name: 'web', detail: 'acme/web:1', by: 'name' },
  allocated: { kind: 'exact', bytes: 7 },
  page: { page: 'containers', object: 'web' },
  ...change,
})

describe('what a text leaves of a list', () => {
  it('is all of it for no text', () => {
    expect(titles(' ', item('Measure'), item('Theme: Dark'))).toEqual(['Measure', 'Theme: Dark'])
  })

  it('has every word somewhere, in any order', () => {
    expect(titles('dark th', item('Theme: Dark'), item('Theme: Light'))).toEqual(['Theme: Dark'])
  })

  it('is found by further words too: those of another language', () => {
    expect(titles('measure', item('測定', 'measure'))).toEqual(['測定'])
  })

  it('begins with what begins like the text', () => {
    expect(titles('con', item('How to connect'), item('Containers'))).toEqual(['Containers', 'How to connect'])
  })
})

describe('an object that was found', () => {
  it('leads to its page, whatever is in its name', () => {
    const image = hit({ kind: 'image', page: { page: 'images', object: 'acme/web:1' } })
    expect(objectItem(image, () => '').does).toEqual({ kind: 'go', to: '/images/acme%2Fweb%3A1' })
  })

  it('leads to the ledger where it has none', () => {
    expect(objectItem(hit({ page: null }), () => '').does).toEqual({ kind: 'go', to: '/ledger' })
  })

  it('is called by the step that made it, as people write it', () => {
    const layer = hit({ kind: 'layer', name: 'RUN /bin/sh -c apt-get install # buildkit' })
    expect(objectItem(layer, () => '').title).toBe('RUN apt-get install')
  })
})
