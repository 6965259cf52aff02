import { bounded, exact, sumFigures, sumUsageFigures, unknown, type Figure, type UsageFigure } from '../model/figure.ts'
import type { Container, Inventory, Layer, Volume } from '../model/inventory.ts'
import type { ContainerState } from '../model/observations.ts'
import { COMPOSE_PROJECT } from './compose-project.ts'

export interface ContainersView {
  readonly takenAt: string
  readonly sample: boolean
  /** What the engine counts as SIZE: lengths of files (classic), or blocks with directories. Null without an engine. */
  readonly imageStore: 'classic' | 'containerd' | null
  readonly rows: readonly ContainerRow[]
  readonly totals: ContainerTotals
}

export interface ContainerRow {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly imageId: string | null
  readonly state: ContainerState
  readonly createdAt: string | null
  /** ISO 8601: newest change (mtime) of anything in the writable layer, directories included. Null: not known. */
  readonly changedAt: string | null
  /** Compose project (`com.docker.compose.project`), null outside one. */
  readonly project: string | null
  /** The writable layer. `docker ps -s` prints apparent as SIZE on a classic driver, allocated in the containerd store. */
  readonly writable: UsageFigure
  readonly engineSizeRw: Figure
  readonly engineSizeRootFs: Figure
  /** Writable layer plus the image's layers, and in the containerd store the init layer. Never summed over containers. */
  readonly virtual: UsageFigure
  /** Allocated bytes of the image's layers that other images use too, and of those that only this image uses. */
  readonly sharedLayers: Figure
  readonly uniqueLayers: Figure
  readonly logs: UsageFigure
  readonly config: UsageFigure
  /** Init layer and the driver's own files around the writable layer. */
  readonly init: UsageFigure
  readonly surroundings: UsageFigure
  readonly volumes: readonly AttachedVolume[]
  /** Allocated bytes of the attached volumes, each once. */
  readonly attached: Figure
  /** Allocated bytes that exist because of this container alone: writable + logs + config + init + surroundings. */
  readonly own: Figure
  /** own minus what `docker ps -s` says: what the CLI leaves out. */
  readonly leftOut: Figure
}

export interface AttachedVolume {
  readonly name: string
  readonly anonymous: boolean
  readonly allocated: Figure
  /** How many containers mount it, this one included. */
  readonly containers: number
}

/** Sums over all containers. Virtual is absent on purpose: shared layers would count many times. */
export interface ContainerTotals {
  readonly containers: number
  readonly running: number
  readonly writable: UsageFigure
  readonly engineSizeRw: Figure
  readonly logs: UsageFigure
  readonly config: UsageFigure
  readonly init: UsageFigure
  readonly surroundings: UsageFigure
  /** Allocated bytes of all volumes that some container mounts, each volume once. */
  readonly attached: Figure
  readonly own: Figure
  readonly leftOut: Figure
}

export function viewContainers(inventory: Inventory): ContainersView {
  const layers = new Map(inventory.layers.map((layer) => [layer.chainId, layer]))
  const volumes = new Map(inventory.volumes.map((volume) => [volume.name, volume]))
  const shared = sharedLayers(inventory)
  const rows = inventory.containers.map((container) => viewContainer(container, { layers, volumes, shared }))
  const { takenAt, sample, engine } = inventory
  return { takenAt, sample, imageStore: engine?.imageStore ?? null, rows, totals: totalsOf(rows) }
}

interface Related {
  readonly layers: ReadonlyMap<string, Layer>
  readonly volumes: ReadonlyMap<string, Volume>
  /** Chain IDs of the layers that more than one image uses. */
  readonly shared: ReadonlySet<string>
}

function viewContainer(container: Container, related: Related): ContainerRow {
  const { id, name, image, imageId, state, createdAt, changedAt, labels } = container
  const { writable, virtual, logs, config, init, surroundings, engineSizeRw, engineSizeRootFs } = container
  const volumes = container.volumes.map((volume) => attachedVolume(volume, related))
  const own = sumFigures([writable, logs, config, init, surroundings].map((usage) => usage.allocated))
  return {
    id,
    name,
    image,
    imageId,
    state,
    createdAt,
    changedAt,
    project: labels[COMPOSE_PROJECT] ?? null,
    writable,
    engineSizeRw,
    engineSizeRootFs,
    virtual,
    sharedLayers: layerSum(container, related, (layer) => related.shared.has(layer.chainId)),
    uniqueLayers: layerSum(container, related, (layer) => !related.shared.has(layer.chainId)),
    logs,
    config,
    init,
    surroundings,
    volumes,
    attached: sumFigures(volumes.map((volume) => volume.allocated)),
    own,
    leftOut: leftOut(own, engineSizeRw),
  }
}

/** As in the ledger: two images that a user can see, not the hidden parents of one. */
function sharedLayers({ layers, images }: Inventory): ReadonlySet<string> {
  const visible = new Set(images.filter((image) => !image.intermediate).map((image) => image.id))
  const shared = layers.filter((layer) => layer.images.filter((id) => visible.has(id)).length > 1)
  return new Set(shared.map((layer) => layer.chainId))
}

function layerSum(container: Container, { layers }: Related, wanted: (layer: Layer) => boolean): Figure {
  const chain = container.layers.flatMap((chainId) => layers.get(chainId) ?? [])
  if (chain.length < container.layers.length) return unknown('metadata-damaged')
  if (container.layers.length === 0 && container.virtual.allocated.kind === 'unknown')
    return container.virtual.allocated
  return sumFigures(chain.filter(wanted).map((layer) => layer.usage.allocated))
}

function attachedVolume(name: string, { volumes }: Related): AttachedVolume {
  const volume = volumes.get(name)
  return {
    name,
    anonymous: volume?.anonymous ?? false,
    allocated: volume?.usage.allocated ?? unknown('metadata-damaged'),
    containers: volume?.containers.length ?? 1,
  }
}

/** What the CLI's SIZE does not show. Where SIZE is apparent, rounding of files to blocks is part of it. */
function leftOut(own: Figure, engineSizeRw: Figure): Figure {
  if (own.kind === 'unknown') return own
  // More would be taken off if all of SIZE were known: the difference is no bound at all.
  if (engineSizeRw.kind !== 'exact') return unknown(engineSizeRw.because)
  const bytes = own.bytes - engineSizeRw.bytes
  return own.kind === 'exact' ? exact(bytes) : bounded(bytes, own.because)
}

function totalsOf(rows: readonly ContainerRow[]): ContainerTotals {
  const sum = (pick: (row: ContainerRow) => UsageFigure) => sumUsageFigures(rows.map(pick))
  const attached = new Map(rows.flatMap((row) => row.volumes.map((volume) => [volume.name, volume.allocated] as const)))
  const own = sumFigures(rows.map((row) => row.own))
  const engineSizeRw = sumFigures(rows.map((row) => row.engineSizeRw))
  return {
    containers: rows.length,
    running: rows.filter((row) => row.state === 'running').length,
    writable: sum((row) => row.writable),
    engineSizeRw,
    logs: sum((row) => row.logs),
    config: sum((row) => row.config),
    init: sum((row) => row.init),
    surroundings: sum((row) => row.surroundings),
    attached: sumFigures(attached.values()),
    own,
    leftOut: leftOut(own, engineSizeRw),
  }
}
