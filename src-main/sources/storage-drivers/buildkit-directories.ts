import type { ChainId } from '../../model/identifiers.ts'
import type { DiskBuildCacheRecord } from '../../model/observations.ts'
import {
  listedParents,
  listedRecords,
  type BuildkitDatabases,
  type BuildkitRecord,
} from '../areas/buildkit-databases.ts'
import type { LayerRecord } from './layerdb.ts'

/** What BuildKit keeps on a classic driver. */
export interface BuildkitDirectories {
  readonly records: readonly DiskBuildCacheRecord[]
  /** Directory of the driver → who it belongs to, for directories that are BuildKit's alone. */
  readonly own: ReadonlyMap<string, { readonly recordIds: readonly string[]; readonly snapshotKey: string }>
}

interface JoinInput {
  readonly databases: BuildkitDatabases
  readonly layers: readonly LayerRecord[]
  /** Names of the driver's directories that are on disk. */
  readonly present: ReadonlySet<string>
  /** Path of a directory's files, relative to the root. */
  readonly place: (directory: string) => string
}

/**
 * Finds the directory of every build cache record, by the three rules that hold on classic drivers:
 * 1. a directory named like the snapshot key is it (mutable ones); 2. else the name under `committed`; 3. else the
 * layer whose chain ID the snapshot has, and then the directory is the image layer's.
 */
export function joinBuildkitRecords(input: JoinInput): BuildkitDirectories {
  const chainOfDirectory = new Map<string, ChainId>(input.layers.map((layer) => [layer.cacheId, layer.chainId]))
  const directoryOfChain = new Map<ChainId, string>(input.layers.map((layer) => [layer.chainId, layer.cacheId]))
  const own = new Map<string, { recordIds: string[]; snapshotKey: string }>()
  // Snapshots without a record live too: BuildKit is still working on them, or its record goes with the next collection.
  for (const snapshot of input.databases.snapshots.values()) {
    for (const directory of [snapshot.key, snapshot.committed]) {
      if (directory === null || !input.present.has(directory) || chainOfDirectory.has(directory)) continue
      if (!own.has(directory)) own.set(directory, { recordIds: [], snapshotKey: snapshot.key })
    }
  }
  const parentsOf = listedParents(input.databases.records)
  const records = listedRecords(input.databases.records).map((record): DiskBuildCacheRecord => {
    const directory = directoryOf(record, input, directoryOfChain)
    const chainId = directory === null ? null : (chainOfDirectory.get(directory) ?? null)
    if (directory !== null && chainId === null) {
      const owner = own.get(directory) ?? { recordIds: [], snapshotKey: record.snapshotKey }
      owner.recordIds.push(record.id)
      own.set(directory, owner)
    }
    return {
      id: record.id,
      type: record.recordType ?? 'regular',
      description: record.description ?? '',
      directory: directory === null ? null : input.place(directory),
      chainId,
      snapshot: null,
      blob: null,
      makes: null,
      mutable: record.mutable,
      parents: parentsOf(record),
      createdAt: record.createdAt,
      lastUsedAt: record.lastUsedAt,
      usageCount: record.usageCount,
    }
  })
  return { records, own }
}

function directoryOf(record: BuildkitRecord, input: JoinInput, ofChain: ReadonlyMap<ChainId, string>): string | null {
  if (input.present.has(record.snapshotKey)) return record.snapshotKey
  const snapshot = input.databases.snapshots.get(record.snapshotKey)
  const committed = snapshot?.committed ?? null
  if (committed !== null && input.present.has(committed)) return committed
  return ofChain.get(snapshot?.chainId ?? record.snapshotKey) ?? null
}
