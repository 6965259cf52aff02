import type { BuildCacheRecord, Inventory } from '../../model/inventory.ts'
import { aloneOf } from '../alone-of.ts'
import type { Candidate, Why } from '../candidate.ts'
import type { PruneGrounds, PruneKind } from '../prune-kind.ts'

/** Records that no build uses at this moment. One that others were made on goes after them. */
export const buildCache: PruneKind = {
  id: 'build-cache',
  risk: 'rebuildable',
  optIn: false,
  candidates(grounds) {
    const nameOf = imageNames(grounds.inventory)
    return grounds.inventory.buildCache
      .filter((record) => isIdle(record, grounds.inventory))
      .map((record) => candidateOf(grounds, record, whyOf(record, nameOf)))
  },
}

/** A record of which a running engine does not say so may be in use: a builder of its own, or one that is just made. */
function isIdle({ inUse }: BuildCacheRecord, { engine }: Inventory): boolean {
  return inUse === false || (inUse === null && engine === null)
}

/** Name of an image that has a layer. */
function imageNames({ images, layers }: Inventory): (chainId: string | null) => string | null {
  const names = new Map(images.map(({ id, references }) => [id, references[0] ?? id.slice(0, 19)]))
  const first = new Map(layers.map((layer) => [layer.chainId, layer.images.find((id) => names.has(id))]))
  return (chainId) => (chainId === null ? null : (names.get(first.get(chainId) ?? '') ?? null))
}

/** In the containerd store the image's layer is another copy, so that removing the record alone frees bytes there too. */
function whyOf({ shared, chainId, copyOf }: BuildCacheRecord, nameOf: (chainId: string | null) => string | null): Why {
  if (shared !== true) return { because: 'cache-private', with: null }
  return { because: 'cache-shared', with: nameOf(chainId) ?? nameOf(copyOf) }
}

function candidateOf(grounds: PruneGrounds, record: BuildCacheRecord, why: Why): Candidate {
  const { id, type, description, createdAt, lastUsedAt } = record
  return {
    kind: 'build-cache',
    target: { type: 'build-cache', id },
    name: description === '' ? id : description,
    why,
    risk: 'rebuildable',
    ways: ['remove'],
    since: lastUsedAt ?? createdAt,
    lastUsedAt,
    createdAt,
    labels: {},
    facts: [type],
    alone: aloneOf(grounds, { kind: 'build-cache', id }),
  }
}
