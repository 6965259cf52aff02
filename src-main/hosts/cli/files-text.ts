import type { FileRow, FilesPage, FilesPreset } from '../../contract/files.ts'
import { describeReason, formatBytes } from './format.ts'
import type { PlaceRead } from './read-place.ts'
import { renderTable } from './text-table.ts'

interface FilesShown {
  readonly path: string
  readonly preset?: FilesPreset
}

/** A page of files, for people. */
export function filesText(read: PlaceRead, { rows, total }: FilesPage, { path, preset }: FilesShown): string {
  if (read.stage === 'unavailable') {
    const because = describeReason(read.because)
    return `The files cannot be read: ${because}${read.detail === '' ? '' : ` (${read.detail})`}.`
  }
  const { directory, source, total: whole } = read.summary
  const size = whole.allocated === null ? whole.apparent : whole.allocated
  const bound = whole.incomplete ? 'at least ' : ''
  const head = [
    path === '' ? directory : `${directory}/${path}`,
    `${bound}${formatBytes(size)} in ${whole.inodes.toLocaleString('en')} inodes, itself included`,
    ...(source === 'tar-split' ? ['From the engine’s list of the layer: lengths of files, without blocks.'] : []),
  ]
  const more = total - rows.length
  return [
    head.join('\n'),
    ...(rows.length === 0 ? ['Nothing.'] : [table(rows, preset !== undefined)]),
    ...(more > 0 ? [`and ${more.toLocaleString('en')} more (--limit)`] : []),
  ].join('\n\n')
}

function table(rows: readonly FileRow[], anywhere: boolean): string {
  return renderTable<FileRow>(
    [
      { title: 'ALLOCATED', right: true, onlyIf: (row) => row.allocated !== null, cell: allocated },
      { title: 'APPARENT', right: true, cell: ({ apparent }) => formatBytes(apparent) },
      { title: 'INODES', right: true, cell: ({ inodes }) => inodes.toLocaleString('en') },
      { title: 'CHANGED', cell: ({ modifiedAt }) => modifiedAt.slice(0, 16).replace('T', ' ') },
      { title: anywhere ? 'PATH' : 'NAME', cell: (row) => nameOf(row, anywhere) },
      { title: 'WHAT', onlyIf: (row) => whatOf(row) !== '', cell: whatOf },
    ],
    rows,
  )
}

function allocated({ allocated: bytes, incomplete }: FileRow): string {
  return `${incomplete ? '>= ' : ''}${formatBytes(bytes)}`
}

function nameOf({ name, path, kind }: FileRow, anywhere: boolean): string {
  return `${anywhere ? path : name}${kind === 'directory' ? '/' : ''}`
}

function whatOf({ kind, flags, sparse, countedAt, change }: FileRow): string {
  const kinds = kind === 'directory' || kind === 'file' ? [] : [kind]
  const marks = flags.filter((flag) => flag !== 'counted-elsewhere')
  return [
    ...kinds,
    ...(sparse ? ['sparse'] : []),
    ...marks,
    ...(countedAt === null ? [] : [`counted at ${countedAt}`]),
    ...(change === null || change.kind === kind || change.kind === 'merged' ? [] : [change.kind]),
  ].join(', ')
}
