import { targetKey } from '../../src-main/prune/candidate.ts'
import type { PrunePlan } from '../../src-main/prune/plan.ts'

/** What of an engine's objects a plan names, as `engineObjects` has them. */
export function plannedObjects(plan: PrunePlan, objects: ReadonlySet<string>): readonly string[] {
  const images = new Set<string>()
  const names: string[] = []
  for (const { target, follows, condition } of plan.actions) {
    for (const id of follows) images.add(id)
    if (target.type === 'image') {
      images.add(target.id)
      names.push(
        ...String(condition['references'] ?? '')
          .split(' ')
          .map((reference) => `tag ${reference}`),
      )
    } else if (target.type !== 'path' && target.type !== 'log-file') names.push(targetKey(target))
  }
  return [...names, ...[...images].map((id) => `image ${id}`)].filter((name) => objects.has(name)).sort()
}
