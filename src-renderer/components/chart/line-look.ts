import type { Line } from '../../../src-main/views/category-line.ts'

/** A row of the overview's ledger: a line, or what no category explains. */
export type LedgerLine = Line | 'unattributed'

/** The design's name of each line's colour (`--cat-…`, `.c-…`). Colour is cargo: nothing else has a hue. */
export const COLOUR_OF: Readonly<Record<LedgerLine, string>> = {
  'images-shared': 'shared',
  'images-unique': 'unique',
  'writable-layers': 'writable',
  volumes: 'volumes',
  'build-cache': 'cache',
  logs: 'logs',
  metadata: 'meta',
  others: 'others',
  orphans: 'orphans',
  unattributed: 'unattr',
}
