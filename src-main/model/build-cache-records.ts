import type { UsageFigure } from './figure.ts'
import type { ChainId } from './identifiers.ts'
import type { BuildCacheRecord } from './inventory.ts'
import { compare, figureOf, type Sources } from './inventory-sources.ts'

export function buildCacheRecords(
  sources: Sources,
  usageOfLayer: ReadonlyMap<ChainId, UsageFigure>,
): BuildCacheRecord[] {
  const { observations, references, usages, unread } = sources
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
      usage: ofLayer ?? usages.find('build-cache', id, unread),
      directory: typeof found?.directory === 'string' ? `${found.root}/${found.directory}` : null,
      chainId,
      createdAt: said?.createdAt ?? found?.createdAt ?? null,
      lastUsedAt: said?.lastUsedAt ?? found?.lastUsedAt ?? null,
    }
  })
}
