import { unknownUsage } from './figure.ts'
import type { Volume } from './inventory.ts'
import { figureOf, NOTHING, type Sources } from './inventory-sources.ts'
import { compare } from './order.ts'

const ANONYMOUS_LABEL = 'com.docker.volume.anonymous'

export function buildVolumes({ observations, references, usages, unread }: Sources): Volume[] {
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
      const elsewhere = found?.mountedElsewhere === true || (found === undefined && unread === NOTHING)
      return {
        name,
        driver: said?.driver ?? 'local',
        anonymous: said?.labels[ANONYMOUS_LABEL] !== undefined || /^[0-9a-f]{64}$/.test(name),
        createdAt: said?.createdAt ?? null,
        labels: said?.labels ?? {},
        directory: found === undefined ? (said?.mountpoint ?? null) : `${found.root}/${found.directory}`,
        usage: elsewhere ? unknownUsage('mounted-elsewhere') : usages.find('volume', name, unread),
        engineSize: figureOf(observations.engine, said?.size),
        containers: (references.containersOfVolume.get(name) ?? []).map((container) => container.id).sort(),
      }
    })
    .sort((a, b) => compare(a.name, b.name))
}
