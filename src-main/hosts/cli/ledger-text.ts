import type { ReportEntry, ReportRoot } from '../../contract/report.ts'
import { boundLine, describeReason, EXTENTS_SHARED, formatBytes, printable } from './format.ts'
import { renderTable } from './text-table.ts'

/** The ledger of each root, a line for each category. Which root it is stands above it unless it is the only one. */
export function ledgersText(roots: readonly ReportRoot[]): readonly string[] {
  const alone = roots.length === 1
  return roots.map((root) =>
    alone ? ledgerText(root) : `${printable(root.path)}, ${ROLE[root.role]}\n${ledgerText(root)}`,
  )
}

const ROLE: Readonly<Record<ReportRoot['role'], string>> = {
  'data-root': 'the data root',
  containerd: 'where containerd keeps images and layers',
}

function ledgerText(root: ReportRoot): string {
  const { allocated, because, unattributed, sharesExtents } = root
  if (allocated === null) return `No ledger: ${describeReason(because)}.`
  const lines = [
    categoriesTable(root.entries),
    `unattributed ${formatBytes(unattributed.allocated)}; entries + unattributed = ${allocated} bytes`,
    ...(because === undefined ? [] : [boundLine(because)]),
    // Beside what could not be read, which makes the sum a lower bound, this stays so of what was.
    ...(sharesExtents && because !== EXTENTS_SHARED ? [`Note: ${describeReason(EXTENTS_SHARED)}.`] : []),
  ]
  return lines.join('\n')
}

interface LedgerLine {
  readonly name: string
  readonly entries: readonly ReportEntry[]
}

function categoriesTable(entries: readonly ReportEntry[]): string {
  const lines = new Map<string, ReportEntry[]>()
  for (const entry of entries) lines.set(entry.category, [...(lines.get(entry.category) ?? []), entry])
  const sum = (row: LedgerLine, field: 'allocated' | 'apparent' | 'inodes') =>
    row.entries.reduce((total, entry) => total + entry[field], 0)
  return renderTable<LedgerLine>(
    [
      { title: 'LEDGER', cell: (row) => row.name },
      { title: 'ALLOCATED', right: true, cell: (row) => formatBytes(sum(row, 'allocated')) },
      { title: 'APPARENT', right: true, cell: (row) => formatBytes(sum(row, 'apparent')) },
      { title: 'INODES', right: true, cell: (row) => String(sum(row, 'inodes')) },
      { title: 'BYTES ALLOCATED', right: true, cell: (row) => String(sum(row, 'allocated')) },
    ],
    [...lines].map(([name, each]) => ({ name, entries: each })),
  )
}
