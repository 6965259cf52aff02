/** A page, as far as its key goes. */
export interface KeyedPage {
  /** Message key. */
  readonly title: string
  readonly key: string | null
}

/** A key, or keys that are pressed one after another or do the like, and the message that says what they do. */
export interface KeyEntry {
  readonly keys: readonly string[]
  readonly what: string
}

export interface KeySection {
  /** Message key of the heading. */
  readonly title: string
  readonly entries: readonly KeyEntry[]
}

const ANYWHERE: readonly KeyEntry[] = [
  { keys: ['Ctrl K'], what: 'keys.find' },
  { keys: ['Ctrl R'], what: 'keys.measure' },
  { keys: ['?'], what: 'keys.help' },
  { keys: ['Esc'], what: 'keys.close' },
]

const TABLES: readonly KeyEntry[] = [
  { keys: ['/'], what: 'keys.filter' },
  { keys: ['↑', '↓'], what: 'keys.row' },
  { keys: ['←', '→'], what: 'keys.figure' },
  { keys: ['Enter'], what: 'keys.open' },
  { keys: ['Space'], what: 'keys.select' },
  { keys: ['Shift ↑', 'Shift ↓'], what: 'keys.range' },
  { keys: ['Ctrl A'], what: 'keys.all' },
  { keys: ['Ctrl C'], what: 'keys.copy' },
  { keys: ['E'], what: 'keys.export' },
]

const TREEMAPS: readonly KeyEntry[] = [
  { keys: ['↑', '↓', '←', '→'], what: 'keys.tile' },
  { keys: ['Enter'], what: 'keys.openTile' },
  { keys: ['Esc'], what: 'keys.up' },
]

/** Every key of the dashboard. */
export function keySections(pages: readonly KeyedPage[]): readonly KeySection[] {
  return [
    { title: 'keys.anywhere', entries: ANYWHERE },
    { title: 'keys.pages', entries: pageKeys(pages) },
    { title: 'keys.tables', entries: TABLES },
    { title: 'keys.treemaps', entries: TREEMAPS },
  ]
}

/** The few that are worth knowing first. */
export const FIRST_KEYS: readonly KeyEntry[] = [
  ...ANYWHERE.slice(0, 3),
  { keys: ['/'], what: 'keys.filter' },
  { keys: ['↑', '↓', '←', '→'], what: 'keys.move' },
  { keys: ['Enter'], what: 'keys.open' },
  { keys: ['Esc'], what: 'keys.close' },
]

function pageKeys(pages: readonly KeyedPage[]): readonly KeyEntry[] {
  return pages.flatMap(({ key, title }) => (key === null ? [] : [{ keys: ['G', key.toUpperCase()], what: title }]))
}
