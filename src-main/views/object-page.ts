import type { LedgerEntry } from '../model/ledger.ts'

/** Where an object is shown: a page of the dashboard, and the name or ID that opens it there. */
export interface ObjectPage {
  readonly page: 'containers' | 'images' | 'volumes' | 'build-cache' | 'logs' | 'orphans'
  readonly object: string
}

/**
 * The page of an entry's owner. A layer and a blob are shown with the first image that has them; what belongs to the engine
 * itself has no page.
 */
export function objectPage({ category, owner, holders }: LedgerEntry): ObjectPage | null {
  switch (owner.kind) {
    case 'container':
      return { page: category === 'container-log' ? 'logs' : 'containers', object: owner.name }
    case 'volume':
      return { page: 'volumes', object: owner.name }
    case 'build-cache-record':
      return { page: 'build-cache', object: owner.id }
    case 'nobody':
    case 'driver':
      return { page: 'orphans', object: owner.id }
    case 'layer':
    case 'content-blob':
      return pageOfHolder(holders)
    case 'lease':
    case 'engine':
    case 'namespace':
      return null
  }
}

function pageOfHolder(holders: LedgerEntry['holders']): ObjectPage | null {
  const image = holders.find((holder) => holder.kind === 'image')
  if (image !== undefined) return { page: 'images', object: image.name }
  const [holder] = holders
  if (holder?.kind === 'container') return { page: 'containers', object: holder.name }
  return holder?.kind === 'build-cache' ? { page: 'build-cache', object: holder.id } : null
}
