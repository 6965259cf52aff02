import { CATEGORIES } from './category.ts'
import { addUsage, NO_USAGE, subtractUsage, sumUsage, type DiskUsage } from './disk-usage.ts'
import { strongerDoubt, type Because } from './figure.ts'
import type { Ledger, LedgerEntry, UnexplainedPlace } from './ledger.ts'
import { accountOf, type Account } from './ledger-account.ts'
import type { RootObservation } from './observations.ts'
import { byId } from './order.ts'
import { placesOnSharedExtents, whyUnmeasured } from './place-usages.ts'
import type { References } from './references.ts'

/**
 * Puts every measured byte of a root into exactly one entry. Places of the same owner and category become one entry;
 * an inode that is hard linked in two places counts for the first of them.
 */
export function buildLedger(root: RootObservation, references: References): Ledger {
  const entries = new Map<string, LedgerEntry>()
  const unexplained: UnexplainedPlace[] = []
  const missing = whyUnmeasured(root.measured)
  const shared = placesOnSharedExtents(root)
  let because: Because | null = missing
  root.survey.places.forEach((place, i) => {
    // It goes when the reading ends, with all it took: nobody will find it on the disk.
    if (place.purpose.kind === 'own-scan') return
    const usage = root.usages[i] ?? null
    const account = accountOf(place.purpose, { path: place.path, references })
    if (usage === null) {
      // Not reached yet: the entry stands there already and says that it is not whole. Vanished: there is nothing.
      if (account !== null && missing !== null) addTo(entries, account, { share: NO_USAGE, doubt: missing })
      return
    }
    const share = subtractUsage(usage.own, usage.elsewhere)
    const doubt = usage.incomplete ?? (shared.has(place.path) ? 'extents-shared' : null)
    because = strongerDoubt(because, doubt)
    if (account === null) unexplained.push({ path: place.path, ...share })
    else addTo(entries, account, { share, doubt })
  })
  const sorted = [...entries.values()].sort(byCategoryThenOwner)
  const unattributed = sumUsage(unexplained)
  return { entries: sorted, unattributed, unexplained, total: addUsage(sumUsage(sorted), unattributed), because }
}

interface Share {
  readonly share: DiskUsage
  readonly doubt: Because | null
}

function addTo(entries: Map<string, LedgerEntry>, account: Account, { share, doubt }: Share): void {
  const key = `${account.category} ${account.owner.kind} ${account.owner.id}`
  const entry = entries.get(key)
  entries.set(key, {
    ...account,
    ...addUsage(entry ?? NO_USAGE, share),
    because: strongerDoubt(entry?.because ?? null, doubt),
  })
}

function byCategoryThenOwner(a: LedgerEntry, b: LedgerEntry): number {
  return CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) || byId(a.owner, b.owner)
}
