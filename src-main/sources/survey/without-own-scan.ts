import type { ChainId, ContainerId } from '../../model/identifiers.ts'
import type { Place, Purpose, RootRole, RootSurvey } from '../../model/observations.ts'

/** Everything in a root that exists only because we read it through a container. */
interface OwnScan {
  readonly containers: ReadonlySet<ContainerId>
  readonly layers: ReadonlySet<ChainId>
}

/**
 * Takes the containers that read this very root, by the IDs that who started them knows, and the layer below them out of the
 * facts: they are gone before anybody reads the figures, so their places are in no ledger. Their image is gone already. What
 * somebody else holds as well stays, and so does whatever only looks like ours.
 */
export function withoutOwnScan(survey: RootSurvey, role: RootRole, containers: readonly ContainerId[]): RootSurvey {
  if (containers.length === 0) return survey
  const own = findOwnScan(survey, new Set(containers))
  const isOwnSnapshot = (name: string) => own.layers.has(name) || own.containers.has(name.replace(/-init$/, ''))
  return {
    ...survey,
    layers: survey.layers.filter((layer) => !own.layers.has(layer.chainId)),
    writableLayers: survey.writableLayers.filter((layer) => !own.containers.has(layer.containerId)),
    containers: survey.containers.filter((container) => !own.containers.has(container.id)),
    logFiles: survey.logFiles.filter((file) => !own.containers.has(file.containerId)),
    snapshots: survey.snapshots.filter((snapshot) => !isOwnSnapshot(snapshot.name)),
    leases: survey.leases.filter((lease) => !own.containers.has(lease.id)),
    places: [
      ...survey.places.map((place) => (isOwn(place.purpose, own) ? ownPlace(place.path) : place)),
      ...tasks(role, own),
    ],
  }
}

function findOwnScan(survey: RootSurvey, containers: ReadonlySet<ContainerId>): OwnScan {
  const { images, writableLayers, buildCache, layers } = survey
  const isOurs = ({ containerId }: { readonly containerId: ContainerId }): boolean => containers.has(containerId)
  const below = new Set(writableLayers.filter(isOurs).flatMap(({ parent }) => parent ?? []))
  const held = new Set([
    ...images.flatMap((image) => image.chainIds),
    ...writableLayers.filter((layer) => !isOurs(layer)).flatMap(({ parent }) => parent ?? []),
    ...buildCache.flatMap(({ chainId }) => chainId ?? []),
    // What something stands on that is not ours either.
    ...layers.flatMap(({ chainId, parent }) => (below.has(chainId) ? [] : (parent ?? []))),
  ])
  return { containers, layers: new Set([...below].filter((chainId) => !held.has(chainId))) }
}

function isOwn(purpose: Purpose, own: OwnScan): boolean {
  switch (purpose.kind) {
    case 'layer':
    case 'layer-surroundings':
      return own.layers.has(purpose.chainId)
    case 'writable-layer':
    case 'writable-layer-surroundings':
    case 'init-layer':
    case 'init-layer-surroundings':
    case 'container-log':
    case 'container-config':
      return own.containers.has(purpose.containerId)
    default:
      return false
  }
}

function ownPlace(path: string): Place {
  return { path, purpose: { kind: 'own-scan' }, immutableKey: null }
}

/** What containerd keeps of a container while it runs. */
function tasks(role: RootRole, { containers }: OwnScan): Place[] {
  const base = role === 'containerd' ? '' : 'containerd/daemon/'
  return [...containers].map((id) => ownPlace(`${base}io.containerd.runtime.v2.task/moby/${id}`))
}
