import type { Engine } from '../model/inventory.ts'

/** A version that is no number is a build from source: newer than all that are. */
export function isSince({ version }: Pick<Engine, 'version'>, ...than: readonly [number, number, number?]): boolean {
  const own = /^v?(\d+)\.(\d+)(?:\.(\d+))?/
    .exec(version)
    ?.slice(1)
    .map((part) => Number(part || 0))
  if (own === undefined) return true
  const at = than.findIndex((part, i) => part !== (own[i] ?? 0))
  return at === -1 || (own[at] ?? 0) > (than[at] ?? 0)
}
