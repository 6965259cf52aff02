import type { ChainId } from './identifiers.ts'

/** The chain IDs below and including a layer, lowest first. Ends at a parent that nobody knows, and at a loop. */
export function chainOf(
  top: ChainId | null,
  layers: ReadonlyMap<ChainId, { readonly parent: ChainId | null }>,
): ChainId[] {
  const chain: ChainId[] = []
  const seen = new Set<ChainId>()
  for (let id = top; id !== null && !seen.has(id); id = layers.get(id)?.parent ?? null) {
    seen.add(id)
    chain.push(id)
  }
  return chain.reverse()
}
