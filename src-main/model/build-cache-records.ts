import type { UsageFigure } from './figure.ts'
import type { ChainId } from './identifiers.ts'
import type { BuildCacheRecord } from './inventory.ts'
import { figureOf, NOTHING, type Sources } from './inventory-sources.ts'
import { isoMoment } from './moment.ts'
import { compare } from './order.ts'
import { bySnapshot } from './place-usages.ts'
import type { References } from './references.ts'

/** Files of each record: an image's layer, a directory of its own, or a snapshot that may lie in another root. */
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
  const snapshots = new Map(
    observations.roots.flatMap((root) =>
      root.survey.snapshots.flatMap(({ name, directory }) =>
        directory === null ? [] : [[name, `${root.path}/${directory}`] as const],
      ),
    ),
  )
  const ids = new Set([...engine.keys(), ...disk.keys()])
  return [...ids].sort(compare).map((id): BuildCacheRecord => {
    const said = engine.get(id)
    const found = disk.get(id)
    const chainId = found?.chainId ?? null
    const ofLayer = chainId === null ? undefined : usageOfLayer.get(chainId)
    const snapshot = found?.snapshot ?? null
    const blob = found?.blob ?? null
    const makes = found?.makes ?? null
    const key = snapshot === null ? id : bySnapshot(snapshot)
    const nowhere = found?.directory === null && chainId === null && snapshot === null
    return {
      id,
      type: said?.type ?? found?.type ?? 'unknown',
      description: said?.description ?? found?.description ?? '',
      inUse: said?.inUse ?? null,
      shared: said?.shared ?? isImages(makes ?? chainId, references),
      mutable: found?.mutable ?? null,
      engineSize: figureOf(observations.engine, said?.size),
      // Only a record that the disk knows, and knows to have no directory, is measured nothing.
      usage: ofLayer ?? usages.find('build-cache', key, nowhere ? unread : unplaced),
      packed: blob === null ? NOTHING : usages.find('content-blob', blob, unplaced),
      blob,
      directory:
        typeof found?.directory === 'string'
          ? `${found.root}/${found.directory}`
          : ((snapshot === null ? undefined : snapshots.get(snapshot)) ?? null),
      chainId,
      parents: found?.parents ?? (said?.parents ?? []).filter((parent) => ids.has(parent)),
      copyOf: makes !== null && makes !== chainId && references.layers.has(makes) ? makes : null,
      createdAt: said?.createdAt ?? found?.createdAt ?? null,
      lastUsedAt: said?.lastUsedAt ?? found?.lastUsedAt ?? null,
      changedAt: isoMoment(
        chainId === null ? usages.changedAt('build-cache', key) : usages.changedAt('layer', chainId),
      ),
      usageCount: said?.usageCount ?? found?.usageCount ?? null,
    }
  })
}

function isImages(chainId: ChainId | null, references: References): boolean | null {
  return chainId === null ? null : (references.imagesOfLayer.get(chainId) ?? []).length > 0
}
