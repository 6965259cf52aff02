import type { Category } from '../model/category.ts'

/** The lines of the overview's ledger, hull top to bottom. Each folds one or more categories. */
export const LINES = [
  'images-shared',
  'images-unique',
  'writable-layers',
  'volumes',
  'build-cache',
  'logs',
  'metadata',
  'others',
  'orphans',
] as const

export type Line = (typeof LINES)[number]

const LINE_OF: Readonly<Record<Category, Line>> = {
  'image-shared': 'images-shared',
  'image-unique': 'images-unique',
  'content-shared': 'images-shared',
  'content-unique': 'images-unique',
  'writable-layer': 'writable-layers',
  volume: 'volumes',
  'build-cache': 'build-cache',
  'container-log': 'logs',
  'container-config': 'metadata',
  'init-layer': 'metadata',
  'layer-metadata': 'metadata',
  'build-history': 'metadata',
  'engine-metadata': 'metadata',
  'temporary-files': 'metadata',
  swarm: 'metadata',
  plugins: 'metadata',
  'other-namespace': 'others',
  'leftover-driver': 'orphans',
  orphan: 'orphans',
}

export function lineOf(category: Category): Line {
  return LINE_OF[category]
}
