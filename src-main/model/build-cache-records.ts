import type { UsageFigure } from './figure.ts'
import type { ChainId } from './identifiers.ts'
import type { BuildCacheRecord } from './inventory.ts'
import { figureOf, type Sources } from './inventory-sources.ts'
import { compare } from './order.ts'

export function buildCacheRecords(
  sources: Sources,
  usageOfLayer: ReadonlyMap<ChainId, UsageFigure>,
): BuildCacheRecord[] {
  const { observations, references, usages, unread, unplaced } = sources
  const engine = new Map((observations.engine?.buildCache ?? []).map((record) => [record.id, record]))
  const disk = new Map(
    observations.roots.flatMap((root) =>
      root.survey.buildCache.map((record) => [record.id, { ...record, root: root.path }] as const),
    ),
  )
  return [...new Set([...engine.keys(), ...disk.keys()])].sort(compare).map((id): BuildCacheRecord => {
    const said = engine.get(id)
    const found = disk.get(id)
    const chainId = found?.chainId ?? null
    const ofLayer = chainId === null ? undefined : usageOfLayer.get(chainId)
    return {
      id,
      type: said?.type ?? found?.type ?? 'unknown',
      description: said?.description ?? found?.description ?? '',
      inUse: said?.inUse ?? null,
      shared: said?.shared ?? (chainId === null ? null : (references.imagesOfLayer.get(chainId) ?? []).length > 0),
      engineSize: figureOf(observations.engine, said?.size),
      // Only a record that the disk knows, and knows to have no directory, is measured nothing.
      usage:
        ofLayer ?? usages.find('build-cache', id, found?.directory === null && chainId === null ? unread : unplaced),
      directory: typeof found?.directory === 'string' ? `${found.root}/${found.directory}` : null,
      chainId,
      createdAt: said?.createdAt ?? found?.createdAt ?? null,
      lastUsedAt: said?.lastUsedAt ?? found?.lastUsedAt ?? null,
    }
  })
}
