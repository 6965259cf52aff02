import type { ContainerRow } from '../../../src-main/views/containers.ts'

/** Paused and restarting containers hold memory and locks like running ones: they are not stopped. */
const RUNNING: ReadonlySet<ContainerRow['state']> = new Set(['running', 'paused', 'restarting'])

export function isRunning(row: Pick<ContainerRow, 'state'>): boolean {
  return RUNNING.has(row.state)
}

export function isStopped(row: Pick<ContainerRow, 'state'>): boolean {
  return !isRunning(row)
}

/** What the filter seeks in besides the columns. */
export function containerTexts(row: ContainerRow): readonly string[] {
  return [row.id, row.project ?? '']
}
