import type { ContainerRow } from '../../../src-main/views/containers.ts'

export type StateFilter = 'all' | 'running' | 'stopped'

export interface ContainerFilter {
  readonly text: string
  readonly state: StateFilter
}

/** Paused and restarting containers hold memory and locks like running ones: they are not stopped. */
const RUNNING: ReadonlySet<ContainerRow['state']> = new Set(['running', 'paused', 'restarting'])

export function isRunning(row: Pick<ContainerRow, 'state'>): boolean {
  return RUNNING.has(row.state)
}

/** Rows that contain every word of the text in name, image, ID or project. */
export function filterContainers(rows: readonly ContainerRow[], filter: ContainerFilter): readonly ContainerRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => stateMatches(row, filter.state) && words.every((word) => contains(row, word)))
}

function stateMatches(row: ContainerRow, state: StateFilter): boolean {
  return state === 'all' || isRunning(row) === (state === 'running')
}

function contains(row: ContainerRow, word: string): boolean {
  return [row.name, row.image, row.id, row.project ?? ''].some((text) => text.toLowerCase().includes(word))
}
