import { usageOfLayers, type LayeredSources } from './build-images.ts'
import { sumUsageFigures, type UsageFigure } from './figure.ts'
import type { ContainerId } from './identifiers.ts'
import type { Container } from './inventory.ts'
import { byId, figureOf, NOTHING, unplaced } from './inventory-sources.ts'
import type { Observations } from './observations.ts'
import { volumesOf, type KnownContainer } from './references.ts'

export function buildContainers(sources: LayeredSources): Container[] {
  const directories = writableDirectories(sources.observations)
  return [...sources.references.containers.values()]
    .map((container) => buildContainer(container, sources, directories.get(container.id) ?? null))
    .sort(byId)
}

function buildContainer(container: KnownContainer, sources: LayeredSources, directory: string | null): Container {
  const { id } = container
  const { observations, usages, unread } = sources
  const writable = usages.find('writable-layer', id, unplaced(sources))
  return {
    id,
    name: container.name,
    image: container.image,
    imageId: container.imageId,
    state: container.state,
    createdAt: container.createdAt,
    labels: container.labels,
    writable,
    directory,
    engineSizeRw: figureOf(observations.engine, container.engine?.sizeRw),
    engineSizeRootFs: figureOf(observations.engine, container.engine?.sizeRootFs),
    virtual: virtualOf(container, writable, sources),
    init: usages.find('init-layer', id, unread),
    logs: usages.find('container-log', id, unread),
    config: usages.find('container-config', id, unread),
    surroundings: usages.find('writable-layer-surroundings', id, unread),
    mounts: container.mounts,
    volumes: [...volumesOf(container)].sort(),
    layers: container.chainIds,
  }
}

/** Without a readable root no layer is known: the image's part is then not nothing but unknown. */
function virtualOf(container: KnownContainer, writable: UsageFigure, sources: LayeredSources): UsageFigure {
  if (container.chainIds.length === 0 && sources.unread !== NOTHING) return sources.unread
  return sumUsageFigures([writable, usageOfLayers(container.chainIds, sources)])
}

function writableDirectories(observations: Observations): ReadonlyMap<ContainerId, string> {
  return new Map(
    observations.roots.flatMap((root) =>
      root.survey.writableLayers.map((layer) => [layer.containerId, `${root.path}/${layer.directory}`] as const),
    ),
  )
}
