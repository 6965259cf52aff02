import type { Figure } from '../../../src-main/model/figure.ts'
import type { SearchHit, SearchKind } from '../../../src-main/views/search.ts'
import type { RecentChoice } from '../../composables/recent-choices.ts'
import { objectAddress } from '../../composables/object-route.ts'
import { formatBuildStep } from '../../format/build-step.ts'
import type { IconName } from '../icon/icon-paths.ts'

export type PaletteGroup = 'recent' | 'pages' | 'actions' | 'objects'

/** Something that can be chosen. */
export interface PaletteItem {
  readonly id: string
  readonly group: PaletteGroup
  readonly icon: IconName
  readonly title: string
  readonly detail: string
  /** Keys that do the same, as they are pressed one after another. */
  readonly keys: readonly string[]
  readonly figure: Figure | null
  /** Further words that it is found by. */
  readonly also: string
  readonly does: { readonly kind: 'go'; readonly to: string } | { readonly kind: 'act'; readonly act: () => void }
}

const ICONS: Readonly<Record<SearchKind, IconName>> = {
  container: 'containers',
  image: 'layers',
  volume: 'volumes',
  layer: 'layers',
  'build-cache': 'cache',
  blob: 'layers',
  orphan: 'warning',
}

/** Where an object without a page of its own is looked at. */
const NOWHERE = '/ledger'

/** An object that was found. `words` says what it is and by what it was found. */
export function objectItem(hit: SearchHit, words: (hit: SearchHit) => string): PaletteItem {
  const { kind, id, name, allocated, page } = hit
  return {
    id: `${kind} ${id}`,
    group: 'objects',
    icon: ICONS[kind],
    title: kind === 'layer' || kind === 'build-cache' ? formatBuildStep(name) : name,
    detail: words(hit),
    keys: [],
    figure: allocated,
    also: '',
    does: { kind: 'go', to: page === null ? NOWHERE : objectAddress(`/${page.page}`, page.object) },
  }
}

export function recentItem({ id, title, detail, to }: RecentChoice): PaletteItem {
  return {
    ...{ id: `recent ${id}`, group: 'recent', icon: 'recent', title, detail, keys: [], figure: null, also: '' },
    does: { kind: 'go', to },
  }
}

/** Items that have every word of the text somewhere, those whose title begins with it first. */
export function matching(items: readonly PaletteItem[], text: string): readonly PaletteItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const [first] = words
  if (first === undefined) return items
  const found = items.filter(({ title, also }) => {
    const all = `${title} ${also}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
  const begins = (item: PaletteItem): number => Number(item.title.toLowerCase().startsWith(first))
  return [...found].sort((a, b) => begins(b) - begins(a))
}
