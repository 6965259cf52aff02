import { stringify } from 'csv-stringify/sync'
import type { Report, ReportAmount } from '../../contract/report.ts'
import type { CsvKind } from './csv-kind.ts'

type Cell = string | number | boolean | null

/** One list of the report as CSV (quoting of RFC 4180, lines end with LF): whole bytes, an empty cell is unknown, and `because` or `engine_because` says why. */
export function renderCsv(report: Report, kind: CsvKind): string {
  const rows = rowsOf(report, kind)
  return stringify([...rows], {
    header: true,
    columns: [...COLUMNS[kind]],
    escape_formulas: true,
    cast: { boolean: String },
  })
}

const COLUMNS: Readonly<Record<CsvKind, readonly string[]>> = {
  containers: [
    ...['id', 'name', 'image', 'state', 'writable_allocated', 'writable_apparent', 'engine_size_rw'],
    ...['virtual_allocated', 'virtual_apparent', 'engine_size_root_fs', 'init_allocated', 'surroundings_allocated'],
    ...['logs_allocated', 'config_allocated', 'volumes', 'because', 'engine_because'],
  ],
  images: [
    ...['id', 'references', 'virtual_allocated', 'virtual_apparent', 'shared_allocated', 'shared_apparent'],
    ...[
      'unique_allocated',
      'unique_apparent',
      'engine_size',
      'engine_shared_size',
      'containers',
      'dangling',
      'because',
      'engine_because',
    ],
  ],
  layers: [
    ...['chain_id', 'diff_id', 'cache_id', 'directory', 'allocated', 'apparent', 'engine_size', 'created_by'],
    ...['images', 'containers', 'because', 'engine_because'],
  ],
  volumes: [
    'name',
    'driver',
    'anonymous',
    'allocated',
    'apparent',
    'engine_size',
    'containers',
    'because',
    'engine_because',
  ],
  ledger: [
    'root',
    'category',
    'owner_kind',
    'owner_id',
    'owner_name',
    'allocated',
    'apparent',
    'inodes',
    'holders',
    'because',
  ],
}

function rowsOf(report: Report, kind: CsvKind): readonly Readonly<Record<string, Cell>>[] {
  switch (kind) {
    case 'containers':
      return report.containers.map((each) => ({
        id: each.id,
        name: each.name,
        image: each.image,
        state: each.state,
        writable_allocated: each.writable.allocated,
        writable_apparent: each.writable.apparent,
        engine_size_rw: each.engineSizeRw,
        virtual_allocated: each.virtual.allocated,
        virtual_apparent: each.virtual.apparent,
        engine_size_root_fs: each.engineSizeRootFs,
        init_allocated: each.init.allocated,
        surroundings_allocated: each.surroundings.allocated,
        logs_allocated: each.logs.allocated,
        config_allocated: each.config.allocated,
        volumes: each.volumes.join(' '),
        because: firstReason(each.writable, each.virtual, each.init, each.surroundings, each.logs, each.config),
        engine_because: each.engineBecause ?? null,
      }))
    case 'images':
      return report.images.map((each) => ({
        id: each.id,
        references: each.references.join(' '),
        virtual_allocated: each.virtual.allocated,
        virtual_apparent: each.virtual.apparent,
        shared_allocated: each.shared.allocated,
        shared_apparent: each.shared.apparent,
        unique_allocated: each.unique.allocated,
        unique_apparent: each.unique.apparent,
        engine_size: each.engineSize,
        engine_shared_size: each.engineSharedSize,
        containers: each.containers.length,
        dangling: each.dangling,
        because: firstReason(each.virtual, each.shared, each.unique),
        engine_because: each.engineBecause ?? null,
      }))
    case 'layers':
      return report.layers.map((each) => ({
        chain_id: each.chainId,
        diff_id: each.diffId,
        cache_id: each.cacheId,
        directory: each.directory,
        allocated: each.allocated,
        apparent: each.apparent,
        engine_size: each.engineSize,
        created_by: each.createdBy,
        images: each.images.length,
        containers: each.containers.length,
        because: each.because ?? null,
        engine_because: each.engineBecause ?? null,
      }))
    case 'volumes':
      return report.volumes.map((each) => ({
        name: each.name,
        driver: each.driver,
        anonymous: each.anonymous,
        allocated: each.allocated,
        apparent: each.apparent,
        engine_size: each.engineSize,
        containers: each.containers.length,
        because: each.because ?? null,
        engine_because: each.engineBecause ?? null,
      }))
    case 'ledger':
      return report.roots.flatMap((root) => [
        ...root.entries.map((entry) => ({
          root: root.path,
          category: entry.category,
          owner_kind: entry.owner.kind,
          owner_id: entry.owner.id,
          owner_name: entry.owner.name,
          allocated: entry.allocated,
          apparent: entry.apparent,
          inodes: entry.inodes,
          holders: entry.holders.length,
          because: entry.because ?? null,
        })),
        // A partition is only one with its remainder.
        {
          root: root.path,
          category: 'unattributed',
          allocated: root.unattributed.allocated,
          because: root.because ?? null,
        },
      ])
  }
}

function firstReason(...amounts: readonly ReportAmount[]): string | null {
  return amounts.find((amount) => amount.because !== undefined)?.because ?? null
}
