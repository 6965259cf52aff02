import { readFileSync } from 'node:fs'

export type Row = Readonly<Record<string, string>>

/** A table of tab-separated values whose first line names the columns. */
export function readTable(path: string): readonly Row[] {
  const [head = [], ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
  // Of two columns with one name the first is meant: the others are measures that are taken anew here.
  return rows.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''] as const).reverse()))
}

export function field(row: Row, name: string): string {
  const value = row[name]
  if (value === undefined) throw new Error(`a row of the truth has no ${name}`)
  return value
}

/** Null where the table leaves it empty. */
export function numberOrNull(row: Row, name: string): number | null {
  const text = field(row, name)
  return text === '' ? null : Number(text)
}

/** A recording was made in a directory that held the data root as `docker`, and a containerd of its own as `containerd`. */
export function belowRoot(path: string): string {
  return path.replace(/^(docker|containerd)\//, '')
}
