import { sumUsageFigures } from './figure.ts'
import type { OrphanPart } from './inventory.ts'
import { isoMoment, latest } from './moment.ts'
import type { RootObservation } from './observations.ts'
import { compare } from './order.ts'
import { changedAt, placesOnSharedExtents, usageFigure } from './place-usages.ts'

/**
 * Answers for places of an orphan which are the outermost, each with what lies in it. A place with something in it that
 * is no orphan, such as what another user of a containerd keeps, is left out, and those below it stand for themselves.
 */
export function orphanPartsOf(root: RootObservation): (own: readonly number[]) => readonly OrphanPart[] {
  const shared = placesOnSharedExtents(root)
  const sorted = sortedPlaces(root)
  const placeAt = new Map(sorted.map((index, at) => [index, at]))
  const pathOf = (index: number) => root.survey.places[index]?.path ?? ''
  const isOrphan = (index: number) => ORPHANS.has(root.survey.places[index]?.purpose.kind ?? '')
  const usageOf = (index: number) => usageFigure(root, root.usages[index] ?? null, shared.has(pathOf(index)))
  const isGone = (index: number) => root.measured === 'whole' && (root.usages[index] ?? null) === null
  const withInner = (at: number): readonly number[] => {
    const below = `${pathOf(sorted[at] ?? 0)}/`
    let end = at + 1
    while (end < sorted.length && pathOf(sorted[end] ?? 0).startsWith(below)) end++
    return sorted.slice(at, end)
  }
  return (own) => {
    const parts: OrphanPart[] = []
    let covered = -1
    for (const at of own.map((index) => placeAt.get(index) ?? 0).sort((a, b) => a - b)) {
      if (at < covered) continue
      const inside = withInner(at)
      if (!inside.every(isOrphan)) continue
      covered = at + inside.length
      const times = inside.flatMap((each) => (isGone(each) ? [] : [changedAt(root.usages[each] ?? null)]))
      parts.push({
        path: `${root.path}/${pathOf(sorted[at] ?? 0)}`,
        usage: sumUsageFigures(inside.map(usageOf)),
        changedAt: isoMoment(latest(times)),
      })
    }
    return parts
  }
}

const ORPHANS: ReadonlySet<string> = new Set(['orphan', 'leftover-driver'])

/** A place right before everything in it. */
function sortedPlaces({ survey }: RootObservation): readonly number[] {
  return survey.places
    .map(({ path }, i) => ({ i, key: path.replaceAll('/', '\0') }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ i }) => i)
}
