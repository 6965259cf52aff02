import type { Observations } from '../../../src-main/model/observations.ts'
import type { ObjectKey } from '../../../src-main/model/reclaim-objects.ts'
import { aBlob, aLease, aManifest, blobPath } from '../../helpers/builders/containerd-says.ts'
import {
  aContainer,
  aLayer,
  anImage,
  aRecord,
  aVolume,
  aWritableLayer,
  mountOf,
} from '../../helpers/builders/disk-says.ts'
import { anEngine, engineRecord } from '../../helpers/builders/engine-says.ts'
import { aRoot, held, observed, type Held } from '../../helpers/builders/observed.ts'
import type { Seeded } from '../../helpers/builders/seeded.ts'

interface Thing {
  readonly id: string
  /** Objects that have to be gone before. */
  readonly after: readonly string[]
  /** Layers, blobs and directories that it keeps. */
  readonly keeps: readonly string[]
  readonly blocked: boolean
  /** Goes with the last of the images made from it. */
  readonly hidden: boolean
}

/** A store of which everything is known twice: as its observations, and as plain lists for a second opinion. */
export interface RandomStore {
  readonly observations: Observations
  readonly objects: readonly ObjectKey[]
  /** Bytes that removing these gives back, found by removing one thing after another. */
  readonly freedBy: (set: readonly ObjectKey[]) => { readonly bytes: number; readonly gone: readonly string[] }
}

const key = ({ kind, id }: ObjectKey): string => `${kind} ${id}`
const list = (length: number): readonly number[] => Array.from({ length }, (_, i) => i)

/**
 * Images on a forest of layers with containers, hidden parents, build cache records and volumes; layers have packed forms, and
 * records keep what came with their builds, some of it together with another record, an export or a finished build.
 */
export function randomStore(random: Seeded): RandomStore {
  const parentOf = new Map<string, string | null>()
  const chains: string[][] = []
  const chainAt = (): readonly string[] => {
    const below = chains.length > 0 && random.below(4) > 0 ? random.pick(chains) : []
    const base = below.slice(0, 1 + random.below(below.length + 1))
    const own = list(1 + random.below(3)).map((i) => `layer-${chains.length}-${i}`)
    const chain = [...base, ...own]
    chain.forEach((layer, i) => parentOf.set(layer, chain[i - 1] ?? null))
    chains.push(chain)
    return chain
  }
  const images = list(1 + random.below(7)).map((i) => ({ id: `image-${i}`, chain: chainAt() }))
  // A hidden parent has all layers of its child but the last.
  const hidden = images.flatMap(({ id, chain }) =>
    chain.length > 1 && random.below(3) === 0 ? [{ id: `hidden-${id}`, chain: chain.slice(0, -1), child: id }] : [],
  )
  const parentImage = new Map(hidden.map(({ id, child }) => [child, id]))
  const containers = list(random.below(5)).map((i) => ({
    id: `container-${i}`,
    image: random.pick(images),
    volumes: random.below(2) === 0 ? [`volume-${random.below(3)}`] : [],
  }))
  const records = list(random.below(6)).map((i) => ({
    id: `record-${i}`,
    layer: random.below(2) === 0 ? (random.pick(images).chain.at(-1 - random.below(2)) ?? null) : null,
    parents: i > 0 && random.below(2) === 0 ? [`record-${random.below(i)}`] : [],
    inUse: random.below(6) === 0,
  }))
  const volumes = list(3).map((i) => `volume-${i}`)
  const blobOf = (layer: string) => `blob-${layer}`
  const recordBlobs = new Map(records.map((record) => [record.id, record.layer === null ? null : blobOf(record.layer)]))

  const extras = records.flatMap(({ id }, i) =>
    list(random.below(3)).map((j) => ({
      digest: `with-${id}-${j}`,
      records: i > 0 && random.below(3) === 0 ? [id, `record-${random.below(i)}`] : [id],
      namespace: random.pick([null, null, 'moby', 'moby_history']),
    })),
  )

  const held_: Held[] = []
  const bytes = new Map<string, number>()
  const put = (name: string, path: string, purpose: Held['purpose']): void => {
    const size = 1 + random.below(1_000_000)
    bytes.set(name, (bytes.get(name) ?? 0) + size)
    held_.push(held(path, purpose, size))
  }
  for (const chainId of parentOf.keys()) {
    put(chainId, chainId, { kind: 'layer', chainId })
    put(chainId, `around-${chainId}`, { kind: 'layer-surroundings', chainId })
    put(blobOf(chainId), blobPath(blobOf(chainId)), { kind: 'content-blob', digest: blobOf(chainId) })
  }
  for (const { id: containerId } of containers) {
    put(containerId, containerId, { kind: 'writable-layer', containerId })
    put(containerId, `log-${containerId}`, { kind: 'container-log', containerId })
  }
  for (const { id, layer } of records)
    if (layer === null) put(id, id, { kind: 'build-cache', recordIds: [id], snapshotKey: id })
  for (const { digest } of extras) put(digest, blobPath(digest), { kind: 'content-blob', digest })
  for (const name of volumes) put(name, name, { kind: 'volume', name })

  const stored = [...images, ...hidden].map(({ id, chain }) =>
    anImage(id, chain, {
      references: id.startsWith('hidden') ? [] : [`${id}:latest`],
      parentId: parentImage.get(id) ?? null,
      content: chain.map(blobOf),
      manifests: [
        aManifest(`m-${id}`, { chainIds: chain, layerDigests: chain.map(blobOf), content: chain.map(blobOf) }),
      ],
    }),
  )
  const says = {
    layers: [...parentOf].map(([chainId, parent]) => aLayer(chainId, { parent })),
    images: stored,
    blobs: [
      ...[...parentOf.keys()].map((layer) => aBlob(blobOf(layer))),
      ...extras.map(({ digest, namespace }) =>
        aBlob(digest, { role: 'attestation', namespaces: [...new Set(['moby', namespace ?? 'moby'])] }),
      ),
    ],
    leases: [
      ...records.map(({ id }) =>
        aLease(id, { blobs: extras.flatMap((each) => (each.records.includes(id) ? [each.digest] : [])) }),
      ),
      ...extras.flatMap(({ digest, namespace }) =>
        namespace === null ? [] : [aLease(`ref-${digest}`, { namespace, blobs: [digest] })],
      ),
    ],
    containers: containers.map(({ id, image, volumes: mounted }) =>
      aContainer(id, { imageId: image.id, mounts: mounted.map(mountOf) }),
    ),
    writableLayers: containers.map(({ id, image }) => aWritableLayer(id, { parent: image.chain.at(-1) ?? null })),
    volumes: volumes.map((name) => aVolume(name)),
    buildCache: records.map(({ id, layer, parents }) =>
      aRecord(id, { chainId: layer, directory: null, parents, blob: recordBlobs.get(id) ?? null }),
    ),
  }
  const engine = anEngine({ buildCache: records.map(({ id, inUse }) => engineRecord(id, { inUse })) })

  const things: readonly Thing[] = [
    ...[...images, ...hidden].map(({ id, chain }) => ({
      id: key({ kind: 'image', id }),
      after: [
        ...containers.filter((each) => each.image.id === id).map((each) => key({ kind: 'container', id: each.id })),
        ...hidden.filter((each) => each.id === id).map(({ child }) => key({ kind: 'image', id: child })),
      ],
      keeps: [...chain, ...chain.map(blobOf)],
      blocked: false,
      hidden: id.startsWith('hidden'),
    })),
    ...containers.map(({ id, image }) => ({
      ...{ id: key({ kind: 'container', id }), after: [], keeps: [id, ...image.chain], blocked: false, hidden: false },
    })),
    ...records.map(({ id, layer, inUse }) => ({
      id: key({ kind: 'build-cache', id }),
      after: records
        .filter(({ parents }) => parents.includes(id))
        .map((each) => key({ kind: 'build-cache', id: each.id })),
      keeps: [
        ...(layer === null ? [id] : [layer, blobOf(layer)]),
        ...extras.flatMap((each) => (each.records.includes(id) ? [each.digest] : [])),
      ],
      blocked: inUse,
      hidden: false,
    })),
    ...volumes.map((name) => ({
      id: key({ kind: 'volume', id: name }),
      after: containers
        .filter((each) => each.volumes.includes(name))
        .map((each) => key({ kind: 'container', id: each.id })),
      keeps: [name],
      blocked: false,
      hidden: false,
    })),
  ]
  const leased = extras.flatMap(({ digest, namespace }) => (namespace === null ? [] : [digest]))
  const alive = (left: ReadonlyMap<string, Thing>): ReadonlySet<string> => {
    const kept = new Set([...leased, ...[...left.values()].flatMap(({ keeps }) => keeps)])
    for (const name of kept) {
      const below = parentOf.get(name) ?? null
      if (below !== null) kept.add(below)
    }
    return kept
  }
  return {
    observations: observed({ engine, roots: [aRoot({ says, holds: held_ })] }),
    objects: [
      ...stored.map(({ id }): ObjectKey => ({ kind: 'image', id })),
      ...containers.map(({ id }): ObjectKey => ({ kind: 'container', id })),
      ...records.map(({ id }): ObjectKey => ({ kind: 'build-cache', id })),
      ...volumes.map((id): ObjectKey => ({ kind: 'volume', id })),
    ],
    freedBy(set) {
      const left = new Map(things.map((thing) => [thing.id, thing]))
      const asked = new Set(set.map(key))
      const removable = ({ id, after, blocked, hidden: isHidden }: Thing): boolean =>
        (asked.has(id) || isHidden) && !blocked && after.every((other) => !left.has(other))
      for (let next = things.find(removable); next !== undefined; next = [...left.values()].find(removable))
        left.delete(next.id)
      const [before, after] = [alive(new Map(things.map((thing) => [thing.id, thing]))), alive(left)]
      const gone = [...before].filter((name) => !after.has(name))
      return {
        bytes: gone.reduce((sum, name) => sum + (bytes.get(name) ?? 0), 0),
        gone: things.map(({ id }) => id).filter((id) => !left.has(id)),
      }
    },
  }
}
