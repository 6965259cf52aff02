import type { Figure } from '../../../../../src-main/model/figure.ts'
import type { TableColumn } from '../../../../../src-renderer/components/table/table-column.ts'
import { sumOfFigures } from '../../../../../src-renderer/format/figures.ts'

/** A row of a made-up table. */
export interface Crate {
  readonly name: string
  readonly ship: string | null
  readonly load: Figure
  readonly pieces?: number
}

export const exactly = (bytes: number): Figure => ({ kind: 'exact', bytes })
export const unread: Figure = { kind: 'unknown', because: 'permission-denied' }
export const atLeast = (bytes: number): Figure => ({ kind: 'at-least', bytes, because: 'read-error' })

export const crate = (name: string, load: Figure | number, ship: string | null = null): Crate => ({
  name,
  ship,
  load: typeof load === 'number' ? exactly(load) : load,
})

export const NAME: TableColumn<Crate> = { id: 'name', title: 'Name', value: (row) => row.name }

export const LOAD: TableColumn<Crate> = {
  id: 'load',
  title: 'Load',
  kind: 'allocated',
  value: (row) => row.load,
  sum: (rows) => sumOfFigures(rows.map((row) => row.load)),
  quantity: { title: (row) => row.name },
}

/** Measured, and never to be added up. */
export const REACH: TableColumn<Crate> = {
  id: 'reach',
  title: 'Reach',
  value: (row) => row.load,
  quantity: { title: (row) => row.name },
}
