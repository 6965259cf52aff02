import { sumFigures, type Figure, type UsageFigure } from '../model/figure.ts'
import type { Container, Inventory, LogFile, Orphan } from '../model/inventory.ts'
import type { ContainerState } from '../model/observations.ts'
import { COMPOSE_PROJECT } from './compose-project.ts'
import { logPace, type LogPace } from './log-pace.ts'

export interface LogsView {
  readonly takenAt: string
  readonly sample: boolean
  readonly rows: readonly LogRow[]
  readonly total: UsageFigure
}

export interface LogRow {
  /** Container ID. */
  readonly id: string
  readonly name: string
  /**
   * `left-behind`: no container has the directory any more; its figures are the whole directory's, and stand in the ledger's
   * line of orphans.
   */
  readonly kind: 'container' | 'left-behind'
  readonly state: ContainerState
  readonly project: string | null
  /** Log driver; null where nobody says. */
  readonly driver: string | null
  readonly options: Readonly<Record<string, string>>
  readonly limit: LogLimit
  /** Nothing is cut off and it is large already. */
  readonly warns: boolean
  readonly usage: UsageFigure
  /** The current one first. Of what was left behind only names are known. */
  readonly files: readonly LogFileRow[]
  readonly pace: LogPace
  /** ISO 8601: when one of its files was written last. Null: not known, or there is none. */
  readonly changedAt: string | null
  /** Absolute path of the directory that they are in; null where there are none. */
  readonly directory: string | null
}

export interface LogFileRow {
  readonly name: string
  readonly path: string
  readonly current: boolean
  readonly usage: UsageFigure | null
  readonly bornAt: string | null
  readonly changedAt: string | null
}

/**
 * What keeps a log from growing for ever. `size`: a file is cut off at `maxSize` and the newest `maxFile` stay; as written in
 * the options, or the driver's own. `none`: nothing does. `elsewhere`: the driver keeps no log of its own here.
 * `unknown`: nobody says which driver.
 */
export type LogLimit =
  | { readonly kind: 'size'; readonly maxSize: string; readonly maxFile: string; readonly ownDefault: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'unknown' }

/** From here on a log without a limit is worth a word. Bytes. */
export const LARGE_LOG = 100_000_000

export function viewLogs({ takenAt, sample, containers, orphans }: Inventory): LogsView {
  const rows = containers.map(viewContainerLog)
  return {
    takenAt,
    sample,
    rows: [...rows, ...orphans.flatMap(viewLeftBehind)],
    total: {
      allocated: sumFigures(rows.map((row) => row.usage.allocated)),
      apparent: sumFigures(rows.map((row) => row.usage.apparent)),
      inodes: null,
    },
  }
}

export function viewContainerLog(container: Container): LogRow {
  const { id, name, state, labels, logging, logs, logFiles } = container
  const limit = limitOf(logging)
  const times = logFiles.map((file) => file.changedAt)
  return {
    id,
    name,
    kind: 'container',
    state,
    project: labels[COMPOSE_PROJECT] ?? null,
    driver: logging?.driver ?? null,
    options: logging?.options ?? {},
    limit,
    warns: limit.kind === 'none' && isLarge(logs.allocated),
    usage: logs,
    files: logFiles.map(fileRow),
    pace: logPace(logFiles),
    changedAt: times.includes(null) ? null : (times.toSorted().at(-1) ?? null),
    directory: directoryOf(logFiles[0]),
  }
}

function isLarge(figure: Figure): boolean {
  return figure.kind !== 'unknown' && figure.bytes >= LARGE_LOG
}

function fileRow({ name, path, current, usage, bornAt, changedAt }: LogFile): LogFileRow {
  return { name, path, current, usage, bornAt, changedAt }
}

function directoryOf(file: LogFile | undefined): string | null {
  return file === undefined ? null : file.path.slice(0, file.path.lastIndexOf('/'))
}

/** As the drivers take their options; `-1` is no limit to both. */
function limitOf(logging: Container['logging']): LogLimit {
  if (logging === null) return { kind: 'unknown' }
  const { driver, options } = logging
  const [maxSize, maxFile] = [options['max-size'], options['max-file']]
  switch (driver) {
    case 'json-file':
      if (maxSize === undefined || maxSize === '-1') return { kind: 'none' }
      return { kind: 'size', maxSize, maxFile: maxFile ?? '1', ownDefault: false }
    case 'local':
      if (maxSize === '-1') return { kind: 'none' }
      return { kind: 'size', maxSize: maxSize ?? '20m', maxFile: maxFile ?? '5', ownDefault: maxSize === undefined }
    default:
      return { kind: 'elsewhere' }
  }
}

function viewLeftBehind({ path, usage, changedAt, proof }: Orphan): readonly LogRow[] {
  const { containerId, logFiles } = proof
  if (containerId === null || logFiles.length === 0) return []
  return [
    {
      id: containerId,
      name: containerId.slice(0, 12),
      kind: 'left-behind',
      state: 'unknown',
      project: null,
      driver: logFiles.some((name) => name.startsWith('local-logs/')) ? 'local' : 'json-file',
      options: {},
      limit: { kind: 'unknown' },
      warns: false,
      usage,
      files: logFiles.map((name) => ({
        ...{ name: name.slice(name.lastIndexOf('/') + 1), path: `${path}/${name}`, current: false },
        ...{ usage: null, bornAt: null, changedAt: null },
      })),
      pace: { kind: 'unknown', because: 'left-behind' },
      changedAt,
      directory: path,
    },
  ]
}
