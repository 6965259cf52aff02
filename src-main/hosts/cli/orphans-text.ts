import type { ReportOrphan } from '../../contract/report.ts'
import { formatAllocated } from './format.ts'
import { renderTable } from './text-table.ts'

/** The orphans, and below them what becomes of each sort: not every one is there for ever. */
export function orphansText(orphans: readonly ReportOrphan[]): string {
  const table = renderTable(
    [
      { title: 'PATH', cell: (row) => row.path },
      { title: 'REASON', cell: (row) => row.reason },
      { title: 'ALLOCATED', right: true, cell: (row) => formatAllocated(row) },
    ],
    orphans,
  )
  const notes = NOTES.filter(({ about }) => orphans.some(about)).map(({ says }) => says)
  return [table, ...notes].join('\n')
}

interface Note {
  readonly about: (orphan: ReportOrphan) => boolean
  readonly says: string
}

/** containerd's collector takes a snapshot's or blob's files that no record names together with what nothing holds. */
const isCollected = ({ path, reason }: ReportOrphan) =>
  reason === 'unreferenced' ||
  (reason === 'unaccounted' && /\/io\.containerd\.(?:snapshotter|content)\.v1\./.test(path))

const NOTES: readonly Note[] = [
  {
    about: (orphan) => orphan.reason === 'unaccounted' && !isCollected(orphan),
    says: 'unaccounted: no record names it, and no docker command removes it.',
  },
  {
    about: isCollected,
    says: 'What lies in containerd’s directories goes by itself: its collector takes it at its next run.',
  },
  { about: ({ reason }) => reason === 'removing', says: 'removing: the engine began to remove it and did not finish.' },
  {
    about: ({ reason }) => reason === 'leftover-driver',
    says: 'leftover-driver: of a storage driver that this engine does not use any more; what it holds is in no list above.',
  },
  {
    about: ({ reason }) => reason === 'quarantined',
    says: 'quarantined: Plimsoll moved it aside; it is put back, or purged after the time that is set.',
  },
]
