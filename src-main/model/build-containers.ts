import { usageOfLayers, type LayeredSources } from './build-images.ts'
import { sumUsageFigures, withAround, type UsageFigure } from './figure.ts'
import type { ContainerId } from './identifiers.ts'
import type { Container, LogFile } from './inventory.ts'
import { figureOf, NOTHING, type Sources } from './inventory-sources.ts'
import { isoMoment } from './moment.ts'
import { byId } from './order.ts'
import type { Observations } from './observations.ts'
import type { KnownContainer } from './known-objects.ts'
import { volumesOf } from './references.ts'

export function buildContainers(sources: LayeredSources): Container[] {
  const directories = writableDirectories(sources.observations)
  const logFiles = logFilesOf(sources)
  return [...sources.references.containers.values()]
    .map((container) => {
      const own = { directory: directories.get(container.id) ?? null, logFiles: logFiles.get(container.id) ?? [] }
      return buildContainer(container, sources, own)
    })
    .sort(byId)
}

function buildContainer(
  container: KnownContainer,
  sources: LayeredSources,
  { directory, logFiles }: Pick<Container, 'directory' | 'logFiles'>,
): Container {
  const { id } = container
  const { observations, usages, unread, unplaced } = sources
  const writable = usages.find('writable-layer', id, unplaced)
  // Beside a layer that was found, what is not there is nothing; without it, nobody knows.
  const besideLayer = directory === null ? unplaced : unread
  const besideConfig = container.onDisk ? unread : unplaced
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
    changedAt: isoMoment(usages.changedAt('writable-layer', id)),
    engineSizeRw: figureOf(observations.engine, container.engine?.sizeRw),
    engineSizeRootFs: figureOf(observations.engine, container.engine?.sizeRootFs),
    virtual: directory === null ? unplaced : withLayers(writable, container, sources),
    init: withAround(usages.find('init-layer', id, besideLayer), usages.find('init-layer-surroundings', id, NOTHING)),
    logs: usages.find('container-log', id, besideConfig),
    logging: container.logging,
    logFiles,
    config: usages.find('container-config', id, besideConfig),
    surroundings: usages.find('writable-layer-surroundings', id, besideLayer),
    mounts: container.mounts,
    volumes: [...volumesOf(container)].sort(),
    layers: container.chainIds,
  }
}

/** The containerd store counts the init layer, which is a snapshot like any other there; a classic driver does not. */
function withLayers(writable: UsageFigure, { id, chainIds }: KnownContainer, sources: LayeredSources): UsageFigure {
  const { usages, references } = sources
  const init = references.snapshots.has(id) ? [usages.find('init-layer', id, NOTHING)] : []
  return sumUsageFigures([writable, ...init, usageOfLayers(chainIds, sources)])
}

function writableDirectories(observations: Observations): ReadonlyMap<ContainerId, string> {
  return new Map(
    observations.roots.flatMap((root) =>
      root.survey.writableLayers.map((layer) => [layer.containerId, `${root.path}/${layer.directory}`] as const),
    ),
  )
}

function logFilesOf({ observations, usages, unread }: Sources): ReadonlyMap<ContainerId, readonly LogFile[]> {
  const files = new Map<ContainerId, LogFile[]>()
  for (const { path: root, survey } of observations.roots) {
    for (const { containerId, path, current, bornAt } of survey.logFiles) {
      const file: LogFile = {
        name: path.slice(path.lastIndexOf('/') + 1),
        path: `${root}/${path}`,
        current,
        usage: usages.at(root, path, unread),
        bornAt: isoMoment(bornAt),
        changedAt: isoMoment(usages.changedAtPath(root, path)),
      }
      const known = files.get(containerId)
      if (known === undefined) files.set(containerId, [file])
      else known.push(file)
    }
  }
  return files
}
