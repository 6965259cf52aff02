import type { DiskBuildCacheRecord } from '../../model/observations.ts'
import { isDigest } from '../containerd/digest.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listNames } from '../survey/survey-reads.ts'
import type { AreaReader, AreaSurvey } from './area-reader.ts'
import { listedParents, listedRecords, readBuildkitDatabases, type BuildkitRecord } from './buildkit-databases.ts'
import { topLevelArea } from './top-level-area.ts'

/**
 * `buildkit/`: the databases of the build cache, and `content/`: logs and provenance of finished builds. Its layers are
 * with the driver, which knows its records too. Only those of the containerd store are read here, from
 * `containerd-<snapshotter>/`: their snapshots may be in another root.
 */
export const buildkitReader: AreaReader = {
  name: 'buildkit',
  directories: ['buildkit'],
  survey,
}

const STORE = 'containerd-'

async function survey(context: SurveyContext): Promise<AreaSurvey> {
  const stores = listNames(context, `${context.root}/buildkit`).filter((name) => name.startsWith(STORE))
  const buildCache: DiskBuildCacheRecord[] = []
  for (const store of stores) {
    const { records, gaps } = readBuildkitDatabases(context.reader, `${context.root}/buildkit/${store}`)
    gaps.forEach(context.gap)
    const parentsOf = listedParents(records)
    buildCache.push(...listedRecords(records).map((record) => storeRecord(record, parentsOf(record))))
    await context.reader.breathe(context.signal)
  }
  const { places } = await topLevelArea(context, {
    area: 'buildkit',
    parts: [
      ['buildkit', 'layer-metadata'],
      ['buildkit/content', 'build-history'],
      ['buildkit/history.db', 'build-history'],
      ['buildkit/history_c8d.db', 'build-history'],
      ['buildkit/executor', 'temporary-files'],
      ...stores.map((store) => [`buildkit/${store}`, 'layer-metadata'] as const),
    ],
  })
  return { buildCache, places }
}

const CHAIN_ID = /^sha256:[0-9a-f]{64}$/

/** A pulled layer's snapshot is named like its chain ID, and then it is the image's layer itself. */
function storeRecord(record: BuildkitRecord, parents: readonly string[]): DiskBuildCacheRecord {
  const { id, mutable, recordType, description, snapshotKey, blob, chainId, createdAt, lastUsedAt, usageCount } = record
  return {
    id,
    type: recordType ?? 'regular',
    description: description ?? '',
    directory: null,
    chainId: CHAIN_ID.test(snapshotKey) ? snapshotKey : null,
    snapshot: snapshotKey,
    blob: isDigest(blob) ? blob : null,
    makes: isDigest(chainId) ? chainId : null,
    mutable,
    parents,
    createdAt,
    lastUsedAt,
    usageCount,
  }
}
