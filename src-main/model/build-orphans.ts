import { sumUsageFigures } from './figure.ts'
import type { ContainerId } from './identifiers.ts'
import type { Orphan } from './inventory.ts'
import { isoMoment, latest } from './moment.ts'
import type { Observations, OrphanFact, Place, PlaceUsage, Purpose, RootObservation } from './observations.ts'
import { compare } from './order.ts'
import { orphanPartsOf } from './orphan-parts.ts'
import { searchedFor } from './orphan-records.ts'
import { changedAt, placesOnSharedExtents, usageFigure } from './place-usages.ts'

/** What nobody needs, by path, each with why that is sure. */
export function buildOrphans(observations: Observations): readonly Orphan[] {
  return observations.roots
    .flatMap((root) => {
      const reads = readsOf(root)
      return [...single(root, observations, reads), ...leftoverDrivers(root, reads)]
    })
    .sort((a, b) => compare(a.path, b.path))
}

const CONTAINER = /^containers\/([0-9a-f]{64})$/

function single(root: RootObservation, observations: Observations, { usageAt, factOf, partsOf }: Reads): Orphan[] {
  return root.survey.places.flatMap((place, i): Orphan[] => {
    if (place.purpose.kind !== 'orphan') return []
    const { reason } = place.purpose
    const containerId = CONTAINER.exec(place.path)?.[1] ?? null
    return [
      {
        ...whereOf(root, place.path),
        reason,
        usage: usageAt(i),
        changedAt: isoMoment(changedAt(root.usages[i] ?? null)),
        parts: partsOf([i]),
        ...contentOf(factOf(place.path)),
        proof: {
          searched: searchedFor(place.path, reason, { root, observations }),
          looks: root.looks,
          leftoverOf: null,
          containerId,
          logFiles: containerId === null ? [] : logFilesIn(root, containerId),
        },
      },
    ]
  })
}

/** All places of a driver that is not used any more are one orphan, shown by its own directory, else the shortest path. */
function leftoverDrivers(root: RootObservation, { usageAt, factOf, partsOf }: Reads): Orphan[] {
  const drivers = new Map<string, { path: string; readonly places: number[] }>()
  root.survey.places.forEach(({ path, purpose }, i) => {
    if (purpose.kind !== 'leftover-driver') return
    const found = drivers.get(purpose.driver) ?? { path, places: [] }
    if (isBetterPath(path, found.path, purpose.driver)) found.path = path
    found.places.push(i)
    drivers.set(purpose.driver, found)
  })
  return [...drivers].map(([driver, { path, places }]) => ({
    ...whereOf(root, path),
    reason: 'leftover-driver',
    usage: sumUsageFigures(places.map(usageAt)),
    changedAt: isoMoment(latest(there(places.map((i) => root.usages[i] ?? null)).map(changedAt))),
    parts: partsOf(places),
    ...contentOf(factOf(path)),
    proof: { searched: [], looks: root.looks, leftoverOf: driver, containerId: null, logFiles: [] },
  }))
}

type Reads = ReturnType<typeof readsOf>

function readsOf(root: RootObservation) {
  const shared = placesOnSharedExtents(root)
  const facts = new Map(root.survey.orphans.map((fact) => [fact.path, fact]))
  return {
    usageAt: (i: number) => usageFigure(root, root.usages[i] ?? null, shared.has(root.survey.places[i]?.path ?? '')),
    factOf: (path: Place['path']) => facts.get(path) ?? null,
    partsOf: root.survey.places.some(({ purpose }) => isOrphans(purpose)) ? orphanPartsOf(root) : () => [],
  }
}

function isOrphans({ kind }: Purpose): boolean {
  return kind === 'orphan' || kind === 'leftover-driver'
}

function whereOf(root: RootObservation, path: string): Pick<Orphan, 'path' | 'root'> {
  return { path: `${root.path}/${path}`, root: root.path }
}

function contentOf(fact: OrphanFact | null): Pick<Orphan, 'names' | 'entries'> {
  return { names: fact?.names ?? [], entries: fact?.entries ?? null }
}

function logFilesIn({ survey }: RootObservation, containerId: ContainerId): readonly string[] {
  const directory = `containers/${containerId}/`
  return survey.logFiles.flatMap((file) =>
    file.containerId === containerId ? [file.path.slice(directory.length)] : [],
  )
}

/** Without places that were never there, such as a driver's directory that another one never made. */
function there(usages: readonly (PlaceUsage | null)[]): readonly (PlaceUsage | null)[] {
  return usages.some((usage) => usage !== null) ? usages.filter((usage) => usage !== null) : usages
}

function isBetterPath(path: string, than: string, driver: string): boolean {
  const isOwn = (each: string) => each === driver || each.endsWith(`/${driver}`) || each.endsWith(`.${driver}`)
  return isOwn(path) === isOwn(than) ? path.length < than.length : isOwn(path)
}
