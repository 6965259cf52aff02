import { assertNever } from '../errors/bug-error.ts'
import { CATEGORIES, type Category } from './category.ts'
import { addUsage, NO_USAGE, subtractUsage, sumUsage, type DiskUsage } from './disk-usage.ts'
import type { Because } from './figure.ts'
import type { ChainId } from './identifiers.ts'
import type { Holder, Ledger, LedgerEntry, Owner } from './ledger.ts'
import type { Purpose, RootObservation } from './observations.ts'
import { byId } from './order.ts'
import { whyUnmeasured } from './place-usages.ts'
import type { KnownContainer, KnownImage, References } from './references.ts'

/** What an entry is before its bytes are known. */
interface Account {
  readonly category: Category
  readonly owner: Owner
  readonly holders: readonly Holder[]
}

/**
 * Puts every measured byte of a root into exactly one entry. Places of the same owner and category become one entry;
 * an inode that is hard linked in two places counts for the first of them.
 */
export function buildLedger(root: RootObservation, references: References): Ledger {
  const entries = new Map<string, LedgerEntry>()
  let unattributed: DiskUsage = NO_USAGE
  const missing = whyUnmeasured(root.measured)
  let because: Because | null = missing
  root.survey.places.forEach((place, i) => {
    const usage = root.usages[i] ?? null
    const account = accountOf(place.purpose, { path: place.path, references })
    if (usage === null) {
      // Not reached yet: the entry stands there already and says that it is not whole. Vanished: there is nothing.
      if (account !== null && missing !== null) addTo(entries, account, { share: NO_USAGE, incomplete: missing })
      return
    }
    const share = subtractUsage(usage.own, usage.elsewhere)
    because ??= usage.incomplete
    if (account === null) unattributed = addUsage(unattributed, share)
    else addTo(entries, account, { share, incomplete: usage.incomplete })
  })
  const sorted = [...entries.values()].sort(byCategoryThenOwner)
  return { entries: sorted, unattributed, total: addUsage(sumUsage(sorted), unattributed), because }
}

interface Share {
  readonly share: DiskUsage
  readonly incomplete: Because | null
}

function addTo(entries: Map<string, LedgerEntry>, account: Account, { share, incomplete }: Share): void {
  const key = `${account.category} ${account.owner.kind} ${account.owner.id}`
  const entry = entries.get(key)
  entries.set(key, {
    ...account,
    ...addUsage(entry ?? NO_USAGE, share),
    because: entry?.because ?? incomplete,
  })
}

interface AccountInput {
  readonly path: string
  readonly references: References
}

/** Category, owner and holders of a place; null for what nothing explains. */
function accountOf(purpose: Purpose, { path, references }: AccountInput): Account | null {
  switch (purpose.kind) {
    case 'layer':
      return layerAccount(purpose.chainId, references, null)
    case 'layer-surroundings':
      return layerAccount(purpose.chainId, references, 'layer-metadata')
    case 'writable-layer':
    case 'container-log':
    case 'container-config':
    case 'init-layer':
      return containerAccount(purpose.kind, purpose.containerId, references)
    case 'writable-layer-surroundings':
      return containerAccount('layer-metadata', purpose.containerId, references)
    case 'volume':
      return volumeAccount('volume', purpose.name, references)
    case 'volume-surroundings':
      return volumeAccount('engine-metadata', purpose.name, references)
    case 'build-cache':
      return recordAccount('build-cache', purpose)
    case 'build-cache-surroundings':
      return recordAccount('layer-metadata', purpose)
    case 'area':
      return {
        category: purpose.category,
        owner: { kind: 'engine', id: purpose.area, name: purpose.area },
        holders: [],
      }
    case 'orphan':
      return { category: 'orphan', owner: { kind: 'nobody', id: path, name: path }, holders: [] }
    case 'unexplained':
      return null
    default:
      return assertNever(purpose)
  }
}

function layerAccount(chainId: ChainId, references: References, category: Category | null): Account {
  const holders = layerHolders(chainId, references)
  return {
    category: category ?? layerCategory(chainId, references),
    owner: { kind: 'layer', id: chainId, name: layerName(chainId, references) },
    holders,
  }
}

/** Shared means that removing one image is not enough; a hidden parent of the same image does not make it shared. */
function layerCategory(chainId: ChainId, references: References): Category {
  const images = references.imagesOfLayer.get(chainId) ?? []
  const visible = images.filter((image) => !image.intermediate)
  if (images.length === 0 && (references.recordsOfLayer.get(chainId) ?? []).length > 0) return 'build-cache'
  return visible.length > 1 ? 'image-shared' : 'image-unique'
}

function layerHolders(chainId: ChainId, references: References): Holder[] {
  const images = (references.imagesOfLayer.get(chainId) ?? []).map(imageHolder)
  const containers = (references.containersOfLayer.get(chainId) ?? []).map(containerHolder)
  const records = (references.recordsOfLayer.get(chainId) ?? []).map((id): Holder => ({
    kind: 'build-cache',
    id,
    name: id,
  }))
  return [...images.sort(byId), ...containers.sort(byId), ...records.sort(byId)]
}

/** The Dockerfile step that made it, else the start of its chain ID. */
function layerName(chainId: ChainId, references: References): string {
  return createdByOf(chainId, references) ?? chainId.slice(0, 19)
}

export function createdByOf(chainId: ChainId, references: References): string | null {
  for (const image of references.imagesOfLayer.get(chainId) ?? []) {
    const step = image.createdBy[image.chainIds.indexOf(chainId)]
    if (step !== undefined && step !== null) return step
  }
  return null
}

function containerAccount(category: Category, id: string, references: References): Account {
  const name = references.containers.get(id)?.name ?? id.slice(0, 12)
  return { category, owner: { kind: 'container', id, name }, holders: [{ kind: 'container', id, name }] }
}

function volumeAccount(category: Category, name: string, references: References): Account {
  const holders = (references.containersOfVolume.get(name) ?? []).map(containerHolder).sort(byId)
  return { category, owner: { kind: 'volume', id: name, name }, holders }
}

function recordAccount(
  category: Category,
  purpose: { readonly recordIds: readonly string[]; readonly snapshotKey: string },
): Account {
  const id = purpose.recordIds[0] ?? purpose.snapshotKey
  return {
    category,
    owner: { kind: 'build-cache-record', id, name: id },
    holders: purpose.recordIds.map((record): Holder => ({ kind: 'build-cache', id: record, name: record })),
  }
}

function imageHolder(image: KnownImage): Holder {
  return { kind: 'image', id: image.id, name: image.references[0] ?? image.id.slice(0, 19) }
}

function containerHolder(container: KnownContainer): Holder {
  return { kind: 'container', id: container.id, name: container.name }
}

function byCategoryThenOwner(a: LedgerEntry, b: LedgerEntry): number {
  return CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) || byId(a.owner, b.owner)
}
