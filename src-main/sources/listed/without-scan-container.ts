import type { Place, RootObservation } from '../../model/observations.ts'
import type { Listing } from './listing.ts'

/** Deep enough for every directory that an engine names after a container. */
const DEEPEST = 5

/**
 * Takes the container that listed a root out of what is known of it, and out of the listing: it is gone before anybody
 * reads the figures.
 */
export function withoutScanContainer(
  observation: RootObservation,
  { tree, files }: Listing,
  containerId: string,
): RootObservation {
  const { path: root, survey } = observation
  const own = survey.places.filter((place) => isOwn(place, containerId)).map((place) => `${root}/${place.path}`)
  for (const path of own) {
    // overlay2 has a second name for each layer.
    const link = Buffer.from(files.get(`${root}/${linkOf(path, root)}/link`)?.at(-1) ?? [])
      .toString()
      .trim()
    if (link !== '') tree.remove(`${root}/overlay2/l/${link}`)
  }
  const named = pathsNamed(tree, containerId)
  for (const path of [...own, ...named]) tree.remove(path)
  const gone = (path: string): boolean => [...own, ...named].some((top) => path === top || path.startsWith(`${top}/`))
  const places = survey.places.filter((place) => place.path === '' || !gone(`${root}/${place.path}`))
  return {
    ...observation,
    usages: places.map(() => null),
    gaps: observation.gaps.filter((gap) => !gone(gap.path)),
    survey: {
      ...survey,
      places,
      containers: survey.containers.filter(({ id }) => id !== containerId),
      logFiles: survey.logFiles.filter((file) => file.containerId !== containerId),
      writableLayers: survey.writableLayers.filter((layer) => layer.containerId !== containerId),
      snapshots: survey.snapshots.filter(({ name }) => name.replace(/-init$/, '') !== containerId),
      leases: survey.leases.filter(({ id }) => id !== containerId),
    },
  }
}

function isOwn({ purpose }: Place, containerId: string): boolean {
  return purpose.kind === 'own-scan' || ('containerId' in purpose && purpose.containerId === containerId)
}

/** `overlay2/<cache ID>` of a path in it. */
function linkOf(path: string, root: string): string {
  return path
    .slice(root.length + 1)
    .split('/', 2)
    .join('/')
}

function pathsNamed(tree: Listing['tree'], containerId: string): readonly string[] {
  const found: string[] = []
  const visit = (path: string, depth: number): void => {
    for (const { name, kind } of tree.at(path)?.children ?? []) {
      if (kind !== 'directory') continue
      if (name.includes(containerId)) found.push(`${path}/${name}`)
      else if (depth < DEEPEST) visit(`${path}/${name}`, depth + 1)
    }
  }
  visit(tree.root, 1)
  return found
}
