import { NO_USAGE, addUsage, sumUsage } from '../../model/disk-usage.ts'
import type { DiskUsage } from '../../model/disk-usage.ts'
import type { Incomplete, PlaceUsage } from '../../model/observations.ts'
import { createInodeMap } from './inode-map.ts'
import type { OutsideLink, WalkedPlace } from './walk-types.ts'

/** How a walk ended at one place. Null: nothing there, or not finished. */
export type PlaceOutcome =
  | { readonly kind: 'walked' | 'remembered'; readonly walked: WalkedPlace }
  /** The place itself could not be looked at, or is no part of this root. */
  | { readonly kind: 'unreadable'; readonly because: Incomplete }
  /** The same path as an earlier place. */
  | { readonly kind: 'listed-before' }
  | null

/**
 * Usage of each place, from what was learned of all. A file with names in several places is in the `own` of each, and
 * in the `elsewhere` of all but the first, so that the sum of `own - elsewhere` has each inode once.
 */
export function placeUsages(outcomes: readonly PlaceOutcome[]): readonly (PlaceUsage | null)[] {
  const accounted = createInodeMap<true>()
  return outcomes.map((outcome) => {
    if (outcome === null) return null
    if (outcome.kind === 'unreadable') return nothing(outcome.because)
    if (outcome.kind === 'listed-before') return nothing(null)
    const { inside, outsideLinks, modifiedAt, incomplete } = outcome.walked
    const repeated = outsideLinks.filter((link) => accounted.get(link) === true)
    for (const link of outsideLinks) accounted.set(link, true)
    const own = addUsage(inside, sumUsage(outsideLinks.map(usageOfLink)))
    const elsewhere = sumUsage(repeated.map(usageOfLink))
    return { own, elsewhere, modifiedAt, incomplete, remembered: outcome.kind === 'remembered' }
  })
}

function nothing(incomplete: Incomplete | null): PlaceUsage {
  return { own: NO_USAGE, elsewhere: NO_USAGE, modifiedAt: null, incomplete, remembered: false }
}

function usageOfLink(link: OutsideLink): DiskUsage {
  return { allocated: link.allocated, apparent: link.apparent, inodes: 1 }
}
