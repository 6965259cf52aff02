import type { TemporaryFile } from './inventory.ts'
import { isoMoment, latest } from './moment.ts'
import type { RootObservation } from './observations.ts'
import { compare } from './order.ts'
import { changedAt, usageFigure } from './place-usages.ts'

/** Each thing in it is a place of its own. */
const TMP = 'tmp'

/** What was there when it was listed and is gone is none. */
export function buildTemporary(roots: readonly RootObservation[]): readonly TemporaryFile[] {
  return roots
    .flatMap((root) => {
      const places = temporaryPlaces(root)
      const there = places.filter((i) => root.usages[i] !== null || root.measured !== 'whole')
      const allChangedAt = isoMoment(latest(there.map((i) => changedAt(root.usages[i] ?? null))))
      return there.flatMap((i): readonly TemporaryFile[] => {
        const path = root.survey.places[i]?.path ?? TMP
        if (path === TMP) return []
        const usage = root.usages[i] ?? null
        return [
          {
            path: `${root.path}/${path}`,
            root: root.path,
            usage: usageFigure(root, usage, false),
            changedAt: isoMoment(changedAt(usage)),
            allChangedAt,
          },
        ]
      })
    })
    .sort((a, b) => compare(a.path, b.path))
}

/** `tmp/` itself and what is directly in it. */
function temporaryPlaces({ survey }: RootObservation): readonly number[] {
  return survey.places.flatMap(({ path, purpose }, i) => {
    const inside = path === TMP || (path.startsWith(`${TMP}/`) && !path.includes('/', TMP.length + 1))
    return inside && purpose.kind === 'area' && purpose.category === 'temporary-files' ? [i] : []
  })
}
