/** What the files of one folder, and of folders inside it that have no row of their own, may import. */
export interface ImportRow {
  readonly folder: string
  /** Folders or files of the repository. The row's own folder is always allowed. */
  readonly may: readonly string[]
  /** The same, by `import type` only. */
  readonly types: readonly string[]
  /** npm packages, `scope/*` for all of a scope; `node:*` for every built-in module but those that a row names. */
  readonly packages: readonly string[]
}

const ERRORS = 'src-main/errors'
const MODEL = 'src-main/model'
const VIEWS = 'src-main/views'
const HISTORY = 'src-main/history'
const PRUNE = 'src-main/prune'
const SOURCES = 'src-main/sources'
const PERSISTENCE = 'src-main/persistence'
const CONTRACT = 'src-main/contract'
const SERVICE = 'src-main/service'
const SHARED = 'src-main/hosts/shared'

/** What crosses the wire is described by the contract, and by the views, choices and facts that it is made of. */
const WIRE = [CONTRACT, VIEWS, PRUNE, MODEL, ERRORS]

const renderer = (name: string): string => `src-renderer/${name}`

/** Built-in modules that only the rows naming them may import. */
export const RESERVED_MODULES: readonly string[] = ['node:sqlite']

/** The import table of ARCHITECTURE, as it is enforced. Everything points towards `model`. */
export const IMPORT_TABLE: readonly ImportRow[] = [
  { folder: ERRORS, may: [], types: [], packages: [] },
  { folder: MODEL, may: [ERRORS], types: [], packages: [] },
  { folder: VIEWS, may: [MODEL, ERRORS], types: [], packages: [] },
  { folder: HISTORY, may: [MODEL, ERRORS], types: [], packages: [] },
  { folder: PRUNE, may: [MODEL, ERRORS], types: [], packages: [] },
  { folder: SOURCES, may: [MODEL, ERRORS], types: [PRUNE], packages: ['node:*'] },
  {
    folder: `${SOURCES}/docker-engine`,
    may: [SOURCES, MODEL, ERRORS],
    types: [PRUNE],
    packages: ['node:*', 'dockerode'],
  },
  {
    folder: PERSISTENCE,
    may: [MODEL, ERRORS],
    types: [HISTORY, PRUNE, SOURCES],
    packages: ['node:*', 'node:sqlite'],
  },
  {
    folder: CONTRACT,
    // Of these files, the constants that a schema lists.
    may: [ERRORS, ...[`${MODEL}/category.ts`, `${VIEWS}/report.ts`, `${VIEWS}/files.ts`, `${PRUNE}/candidate.ts`, `${PRUNE}/choice.ts`]],
    types: [MODEL, VIEWS, PRUNE, HISTORY],
    packages: ['@orpc/*', 'zod'],
  },
  {
    folder: SERVICE,
    may: [ERRORS, MODEL, VIEWS, HISTORY, PRUNE, SOURCES, PERSISTENCE, CONTRACT],
    types: [],
    packages: ['node:*', '@orpc/*', 'zod'],
  },
  { folder: SHARED, may: [SERVICE, CONTRACT, ERRORS], types: WIRE, packages: ['node:*', '@orpc/*'] },
  {
    folder: 'src-main/hosts/electron',
    may: [SERVICE, CONTRACT, ERRORS, SHARED],
    types: WIRE,
    packages: ['electron', 'node:*', '@orpc/*'],
  },
  { folder: 'src-main/hosts/preload', may: [], types: [], packages: ['electron'] },
  {
    folder: 'src-main/hosts/web',
    may: [SERVICE, CONTRACT, ERRORS, SHARED],
    types: WIRE,
    packages: ['node:*', '@orpc/*', 'ws'],
  },
  {
    folder: 'src-main/hosts/cli',
    may: [SERVICE, CONTRACT, ERRORS, SHARED],
    types: WIRE,
    packages: ['node:*', '@orpc/*', 'commander', 'cli-table3', 'csv-stringify', 'open'],
  },
  // No host of the application: the far half of a source, which another user runs.
  { folder: 'src-main/hosts/scan-helper', may: [SOURCES, ERRORS], types: [MODEL], packages: ['node:*'] },

  // Each entry is one program: it picks the hosts and hands one to another.
  {
    folder: 'src-main/entries',
    may: ['src-main/hosts', SERVICE, CONTRACT, ERRORS, 'package.json'],
    types: WIRE,
    packages: ['electron', 'node:*', '@orpc/*'],
  },

  { folder: renderer('backend'), may: [CONTRACT, ERRORS], types: WIRE, packages: ['vue', '@orpc/*'] },
  { folder: renderer('stores'), may: [renderer('backend')], types: WIRE, packages: ['vue', 'pinia'] },
  { folder: renderer('format'), may: [], types: WIRE, packages: [] },
  { folder: renderer('i18n'), may: [renderer('format')], types: WIRE, packages: ['vue', 'vue-i18n'] },
  {
    folder: renderer('composables'),
    may: [renderer('format'), renderer('i18n')],
    types: WIRE,
    packages: ['vue', 'vue-router', 'vue-i18n'],
  },
  {
    folder: renderer('components'),
    may: ['format', 'composables', 'i18n'].map(renderer),
    types: WIRE,
    packages: ['vue', 'vue-router', 'vue-i18n', 'reka-ui', '@tanstack/*', 'd3-hierarchy'],
  },
  {
    folder: renderer('pages'),
    may: ['stores', 'components', 'format', 'composables', 'i18n'].map(renderer),
    types: WIRE,
    packages: ['vue', 'pinia', 'vue-router', 'vue-i18n'],
  },
  { folder: renderer('styles'), may: [], types: [], packages: [] },
  // The entry wires all of it up.
  { folder: 'src-renderer', may: [], types: WIRE, packages: ['vue', 'vue-router', 'vue-i18n', 'pinia'] },
]
