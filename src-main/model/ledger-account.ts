import { assertNever } from '../errors/bug-error.ts'
import type { Category } from './category.ts'
import type { ChainId, Digest } from './identifiers.ts'
import type { Holder, Owner } from './ledger.ts'
import type { ContentBlobFact, LeaseFact, Purpose } from './observations.ts'
import { byId } from './order.ts'
import type { KnownContainer, KnownImage } from './known-objects.ts'
import type { References } from './references.ts'

/** What an entry is before its bytes are known. */
export interface Account {
  readonly category: Category
  readonly owner: Owner
  readonly holders: readonly Holder[]
}

interface AccountInput {
  readonly path: string
  readonly references: References
}

/** Category, owner and holders of a place; null for what nothing explains. */
export function accountOf(purpose: Purpose, { path, references }: AccountInput): Account | null {
  switch (purpose.kind) {
    case 'layer':
      return layerAccount(purpose.chainId, references, null)
    case 'layer-surroundings':
      return layerAccount(purpose.chainId, references, 'layer-metadata')
    case 'writable-layer':
    case 'container-log':
    case 'container-config':
      return containerAccount(purpose.kind, purpose.containerId, references)
    case 'init-layer':
      return initAccount('init-layer', purpose.containerId, references)
    case 'init-layer-surroundings':
      return initAccount('layer-metadata', purpose.containerId, references)
    case 'writable-layer-surroundings':
      return containerAccount('layer-metadata', purpose.containerId, references)
    case 'volume':
      return volumeAccount('volume', purpose.name, references)
    case 'volume-surroundings':
      return volumeAccount('engine-metadata', purpose.name, references)
    case 'build-cache':
      return recordAccount('build-cache', purpose, references)
    case 'build-cache-surroundings':
      return recordAccount('layer-metadata', purpose, references)
    case 'content-blob':
      return blobAccount(purpose.digest, references)
    case 'other-namespace':
      return ownedBy('other-namespace', 'namespace', purpose.namespace)
    case 'leftover-driver':
      return ownedBy('leftover-driver', 'driver', purpose.driver)
    case 'area':
      return ownedBy(purpose.category, 'engine', purpose.area)
    case 'orphan':
      return ownedBy('orphan', 'nobody', path)
    case 'unexplained':
    case 'own-scan':
      return null
    default:
      return assertNever(purpose)
  }
}

function ownedBy(category: Category, kind: Owner['kind'], id: string): Account {
  return { category, owner: { kind, id, name: id }, holders: [] }
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
  const used = images.length > 0 || references.containersOfLayer.has(chainId)
  if (!used && recordsHolding(chainId, references).length > 0) return 'build-cache'
  // A pull or a load under way, or one that was broken off and whose lease has no end.
  if (!used && references.content.leasesOfSnapshot.has(chainId)) return 'temporary-files'
  return visible.length > 1 ? 'image-shared' : 'image-unique'
}

function layerHolders(chainId: ChainId, references: References): Holder[] {
  const images = (references.imagesOfLayer.get(chainId) ?? []).map(imageHolder)
  const containers = (references.containersOfLayer.get(chainId) ?? []).map(containerHolder)
  const records = recordsHolding(chainId, references).map(recordHolder)
  const leases = (references.content.leasesOfSnapshot.get(chainId) ?? []).map(leaseHolder)
  return [...images.sort(byId), ...containers.sort(byId), ...records.sort(byId), ...leases.sort(byId)]
}

/** Build cache records that are the layer, or keep a snapshot on top of it. */
export function recordsHolding(chainId: ChainId, { recordsOfLayer, content }: References): readonly string[] {
  const above = content.recordsNeedingSnapshot(chainId)
  return [...new Set([...(recordsOfLayer.get(chainId) ?? []), ...above])]
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

/** A container's own, or one that a layer keeps below it since the legacy builder made that layer in the container. */
function initAccount(category: Category, id: string, references: References): Account {
  const layer = references.content.layersOfInit.get(id)?.[0]
  if (references.containers.has(id) || layer === undefined) return containerAccount(category, id, references)
  return layerAccount(layer.chainId, references, category)
}

function volumeAccount(category: Category, name: string, references: References): Account {
  const holders = (references.containersOfVolume.get(name) ?? []).map(containerHolder).sort(byId)
  return { category, owner: { kind: 'volume', id: name, name }, holders }
}

function recordAccount(
  category: Category,
  purpose: { readonly recordIds: readonly string[]; readonly snapshotKey: string },
  { content }: References,
): Account {
  const ofSnapshot = content.recordsOfSnapshot.get(purpose.snapshotKey) ?? []
  const ids = [...new Set([...purpose.recordIds, ...ofSnapshot])]
  const id = ids[0] ?? purpose.snapshotKey
  return { category, owner: { kind: 'build-cache-record', id, name: id }, holders: ids.map(recordHolder) }
}

/** BuildKit keeps what finished builds leave under a namespace of its own. */
const HISTORY = /_history$/

/**
 * A blob belongs to images first, then to finished builds: what else holds it would not keep them from being removed, nor be
 * freed alone. It is a record's own only where both have no other holder: what others keep does not go with a record's files.
 */
function blobAccount(digest: Digest, { content }: References): Account {
  const images = content.imagesOfBlob.get(digest) ?? []
  const records = content.recordsOfBlob.get(digest) ?? []
  const leases = content.leasesOfBlob.get(digest) ?? []
  const holders = [
    ...images.map(imageHolder).sort(byId),
    ...records.map(recordHolder).sort(byId),
    ...leases.map(leaseHolder).sort(byId),
  ]
  const [record] = records
  const [lease] = leases
  const blob = content.blobs.get(digest)
  const name = `${blob?.role ?? 'other'} ${digest.slice(7, 19)}`
  const itself: Owner = { kind: 'content-blob', id: digest, name }
  if (images.length === 0 && blob !== undefined && isBuildHistory(blob))
    return ownedBy('build-history', 'engine', 'buildkit')
  if (images.length === 0 && record !== undefined) {
    const alone = holders.length === 1 && !content.recordsSharing.has(record)
    const own: Owner = { kind: 'build-cache-record', id: record, name: record }
    return { category: 'build-cache', owner: alone ? own : itself, holders }
  }
  if (images.length === 0 && lease !== undefined)
    return { category: 'temporary-files', owner: { kind: 'lease', id: lease.id, name: lease.id }, holders }
  const shared = images.filter((image) => !image.intermediate).length > 1
  return { category: shared ? 'content-shared' : 'content-unique', owner: itself, holders }
}

/** Of a blob that no image has: finished builds keep it, whoever else does. */
export function isBuildHistory({ namespaces }: Pick<ContentBlobFact, 'namespaces'>): boolean {
  return namespaces.some((namespace) => HISTORY.test(namespace))
}

function leaseHolder({ id }: LeaseFact): Holder {
  return { kind: 'lease', id, name: id }
}

function recordHolder(id: string): Holder {
  return { kind: 'build-cache', id, name: id }
}

function imageHolder(image: KnownImage): Holder {
  return { kind: 'image', id: image.id, name: image.references[0] ?? image.id.slice(0, 19) }
}

function containerHolder(container: KnownContainer): Holder {
  return { kind: 'container', id: container.id, name: container.name }
}
