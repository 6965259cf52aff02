import { createHash } from 'node:crypto'
import type {
  DiskContainer,
  DiskImage,
  EngineContainer,
  EngineImage,
  LayerFact,
  Observations,
} from '../../../src-main/model/observations.ts'
import { aContainer, aLayer, anImage, aRecord, aVolume, aWritableLayer } from './disk-says.ts'
import { anEngine, engineContainer, engineImage, engineRecord, engineVolume } from './engine-says.ts'
import { aRoot, bytes, held, observed, type Held } from './observed.ts'
import { seeded, type Seeded } from './seeded.ts'

export interface Crowd {
  readonly containers: number
  readonly images: number
  readonly layersPerImage: number
  readonly volumes: number
  readonly records: number
}

/** As many as the dashboard has to stay quick with. */
export const CROWD: Crowd = { containers: 5000, images: 300, layersPerImage: 30, volumes: 1000, records: 1500 }

/**
 * A host with very much on it, as its engine and its disk would say: images of thirty layers that share bases and team
 * layers, containers in compose projects with logs, volumes and build cache. Names, IDs and sizes are as long and as
 * various as real ones, and the same in every run.
 */
export function crowdedHost(crowd: Crowd = CROWD): Observations {
  const random = seeded(5000)
  const layers = new Map<string, LayerFact>()
  const holds: Held[] = []
  const images = range(crowd.images).map((index) => imageOf(index, crowd, { layers, holds, random }))
  const containers = range(crowd.containers).map((index) => containerOf(index, images, { holds, random, crowd }))
  const volumes = range(crowd.volumes).map((index) => volumeName(index))
  for (const name of volumes) {
    holds.push(held(`volumes/${name}/_data`, { kind: 'volume', name }, sized(random, 60_000_000)))
  }
  const records = range(crowd.records).map((index) => id(`record ${index}`).slice(0, 25))
  for (const record of records) {
    const purpose = { kind: 'build-cache', recordIds: [record], snapshotKey: record } as const
    holds.push(held(`overlay2/${record}/diff`, purpose, sized(random, 8_000_000)))
  }
  const total = holds.reduce((sum, { usage }) => sum + (usage?.own.allocated ?? 0), 0)
  return observed({
    engine: anEngine({
      containers: containers.map(({ said }) => said),
      images: images.map(({ said }) => said),
      volumes: volumes.map((name) => engineVolume(name)),
      buildCache: records.map((record) => engineRecord(record)),
      layersSize: total,
    }),
    roots: [
      aRoot({
        capacity: { total: total * 2, free: total / 2, available: total / 2 },
        says: {
          layers: [...layers.values()],
          images: images.map(({ image }) => image),
          containers: containers.map(({ container }) => container),
          writableLayers: containers.map(({ container: { id: containerId }, of }) =>
            aWritableLayer(containerId, { parent: of.image.chainIds.at(-1) ?? null }),
          ),
          volumes: volumes.map((name) => aVolume(name)),
          buildCache: records.map((record) => aRecord(record)),
        },
        holds,
      }),
    ],
  })
}

interface CrowdedImage {
  readonly image: DiskImage
  readonly said: EngineImage
}

interface CrowdedContainer {
  readonly container: DiskContainer
  readonly said: EngineContainer
  readonly of: CrowdedImage
}

/** Of its layers two fifths are of one of ten bases, a quarter of a team's, and the rest its own. */
function imageOf(
  index: number,
  { layersPerImage }: Crowd,
  { layers, holds, random }: { layers: Map<string, LayerFact>; holds: Held[]; random: Seeded },
): CrowdedImage {
  const base = index % 10
  const team = index % 30
  const ofBase = Math.round(layersPerImage * 0.4)
  const ofTeam = Math.round(layersPerImage * 0.25)
  let parent: string | null = null
  const chainIds = range(layersPerImage).map((depth) => {
    const owner = depth < ofBase ? `base ${base}` : depth < ofBase + ofTeam ? `team ${team}` : `image ${index}`
    const chainId = `sha256:${id(`${owner} ${depth}`)}`
    if (!layers.has(chainId)) {
      const fact = aLayer(chainId, { parent, diffId: `sha256:${id(`diff ${owner} ${depth}`)}` })
      const directory = `overlay2/${id(`cache ${owner} ${depth}`)}/diff`
      layers.set(chainId, { ...fact, directory, cacheId: id(`cache ${owner} ${depth}`) })
      holds.push(held(directory, { kind: 'layer', chainId }, sized(random, 30_000_000)))
    }
    parent = chainId
    return chainId
  })
  const imageId = `sha256:${id(`image ${index}`)}`
  const references = [`registry.example/team-${team}/service-${index}:${1 + (index % 9)}.${index % 7}.0`]
  const createdBy = chainIds.map((_, depth) =>
    depth % 3 === 0 ? `COPY src-${depth} /srv/app # buildkit` : `RUN /bin/sh -c apt-get install -y package-${depth}`,
  )
  const image = anImage(imageId, chainIds, { references, createdBy })
  const size = 40_000_000 + random.below(900_000_000)
  return { image, said: engineImage(imageId, { references, size, sharedSize: Math.floor(size / 2) }) }
}

function containerOf(
  index: number,
  images: readonly CrowdedImage[],
  { holds, random, crowd }: { holds: Held[]; random: Seeded; crowd: Crowd },
): CrowdedContainer {
  const of = images[index % images.length]!
  const containerId = id(`container ${index}`)
  const project = `project-${String(index % 120).padStart(3, '0')}`
  const volume = index % 4 === 0 ? volumeName(index % crowd.volumes) : null
  const same = {
    name: `${project}-service-${index % 17}-${index}`,
    image: of.image.references[0] ?? '',
    imageId: of.image.id,
    state: index % 5 === 0 ? ('exited' as const) : ('running' as const),
    labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': `service-${index % 17}` },
    mounts:
      volume === null
        ? []
        : [
            {
              type: 'volume' as const,
              volume,
              source: `/var/lib/docker/volumes/${volume}/_data`,
              destination: '/data',
            },
          ],
  }
  const written = sized(random, 4_000_000)
  const log = sized(random, 900_000)
  holds.push(
    held(`overlay2/mount-${containerId}/diff`, { kind: 'writable-layer', containerId }, written),
    held(`overlay2/mount-${containerId}-init/diff`, { kind: 'init-layer', containerId }, 8192),
    held(`containers/${containerId}`, { kind: 'container-config', containerId }, 20_480),
    held(`containers/${containerId}/${containerId}-json.log`, { kind: 'container-log', containerId }, log),
  )
  const container = aContainer(containerId, same)
  const sizeRw = written.own.apparent
  return { container, said: engineContainer(containerId, { ...same, sizeRw, sizeRootFs: sizeRw + 1 }), of }
}

/** Many are small and few are large, as everywhere. */
function sized(random: Seeded, largest: number): { readonly own: ReturnType<typeof bytes> } {
  const apparent = Math.floor(largest / (1 + random.below(400)))
  return { own: bytes(Math.ceil(apparent / 4096) * 4096 + 4096, apparent, 2 + random.below(60)) }
}

function volumeName(index: number): string {
  return index % 3 === 0 ? id(`volume ${index}`) : `project-${index % 120}_data-${index}`
}

function id(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}
