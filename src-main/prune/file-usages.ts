import type { UsageFigure } from '../model/figure.ts'
import type { Inventory } from '../model/inventory.ts'
import { targetKey } from './candidate.ts'

/** What each file or directory that can be a target takes, by `targetKey`. Other paths are none. */
export function fileUsages(inventory: Inventory): ReadonlyMap<string, UsageFigure> {
  const usages = new Map<string, UsageFigure>()
  for (const { parts, root } of inventory.orphans)
    for (const { path, usage } of parts) usages.set(targetKey({ type: 'path', path, root }), usage)
  for (const { path, root, usage } of inventory.temporary) usages.set(targetKey({ type: 'path', path, root }), usage)
  for (const { logFiles } of inventory.containers)
    for (const { path, usage } of logFiles) usages.set(`log-file ${path}`, usage)
  return usages
}
