import type { Inventory } from '../model/inventory.ts'
import { adviseOnCache } from './advice/cache-growth.ts'
import { adviseOnLogs } from './advice/log-limit.ts'
import { adviseOnRegistries } from './advice/registry-blobs.ts'
import { adviseOnWritable } from './advice/writable-growth.ts'
import type { Advice } from './reclaim-view.ts'

/** What grows again after each removal, and the lines that end it. Nothing of it is ever done by us. */
export function adviseOn(inventory: Inventory): readonly Advice[] {
  return [
    ...adviseOnLogs(inventory),
    ...adviseOnWritable(inventory),
    ...adviseOnCache(inventory),
    ...adviseOnRegistries(inventory),
  ]
}
