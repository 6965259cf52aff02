import { unknownUsage, type UsageFigure } from './figure.ts'
import type { Volume } from './inventory.ts'
import { figureOf, type Sources } from './inventory-sources.ts'
import { isoMoment } from './moment.ts'
import type { DiskVolume, EngineVolume, RootObservation } from './observations.ts'
import { compare } from './order.ts'

/** The driver that keeps its volumes in the data root. */
const LOCAL = 'local'
/** As buildx names the volume of a builder that runs as a container (`docker-container` driver). */
const BUILDER_STATE = /^buildx_buildkit_(.+)_state$/
const ANONYMOUS_LABEL = 'com.docker.volume.anonymous'

export function buildVolumes(sources: Sources): Volume[] {
  const { observations, references } = sources
  const engine = new Map((observations.engine?.volumes ?? []).map((volume) => [volume.name, volume]))
  const disk = new Map(
    observations.roots.flatMap((root) =>
      root.survey.volumes.map((volume) => [volume.name, { ...volume, root: root.path }] as const),
    ),
  )
  return [...new Set([...engine.keys(), ...disk.keys()])]
    .map((name): Volume => {
      const said = engine.get(name)
      const found = disk.get(name)
      return {
        name,
        driver: said?.driver ?? LOCAL,
        anonymous: said?.labels[ANONYMOUS_LABEL] !== undefined || /^[0-9a-f]{64}$/.test(name),
        createdAt: said?.createdAt ?? null,
        labels: said?.labels ?? {},
        options: said?.options ?? null,
        changedAt: isoMoment(sources.usages.changedAt('volume', name)),
        directory: found === undefined ? (said?.mountpoint ?? null) : `${found.root}/${found.directory}`,
        usage: usageOf(sources, { said, found }),
        engineSize: figureOf(observations.engine, said?.size),
        containers: (references.containersOfVolume.get(name) ?? []).map((container) => container.id).sort(),
        builder: BUILDER_STATE.exec(name)?.[1] ?? null,
      }
    })
    .sort((a, b) => compare(a.name, b.name))
}

interface Sighted {
  readonly said: EngineVolume | undefined
  readonly found: DiskVolume | undefined
}

function usageOf(sources: Sources, { said, found }: Sighted): UsageFigure {
  const { usages, readable, unread, unplaced, observations } = sources
  if (found?.mountedElsewhere === true) return unknownUsage('mounted-elsewhere')
  if (found !== undefined) return usages.find('volume', found.name, unread)
  if (!readable) return unread
  if (said?.driver !== LOCAL) return unknownUsage('mounted-elsewhere')
  return observations.roots.map(whyUnlisted).find((why) => why !== null) ?? unplaced
}

/** Why a root's volumes could not be listed; null when they could. */
function whyUnlisted(root: RootObservation): UsageFigure | null {
  switch (root.gaps.find((gap) => gap.path === `${root.path}/volumes`)?.reason) {
    case 'permission-denied':
      return unknownUsage('permission-denied')
    case 'read-error':
      return unknownUsage('read-error')
    // A symlink to another disk.
    case 'not-a-directory':
      return unknownUsage('mounted-elsewhere')
    default:
      return null
  }
}
