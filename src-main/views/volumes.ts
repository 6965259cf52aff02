import type { Figure, UsageFigure } from '../model/figure.ts'
import type { Container, Inventory, Volume } from '../model/inventory.ts'
import type { ContainerState } from '../model/observations.ts'
import { COMPOSE_PROJECT } from './compose-project.ts'

export interface VolumesView {
  readonly takenAt: string
  readonly sample: boolean
  readonly rows: readonly VolumeRow[]
}

export interface VolumeRow {
  readonly name: string
  readonly driver: string
  readonly anonymous: boolean
  /** `in-use`: a container that uses it runs. `kept`: only stopped ones use it. `dangling`: nothing refers to it. */
  readonly state: VolumeState
  /** Compose project: its own label, else that of a container that uses it. Null outside one. */
  readonly project: string | null
  /** ISO 8601, when the engine made it; null when no engine says so. */
  readonly createdAt: string | null
  /** ISO 8601: newest change (mtime) of anything in it, directories included. Null: not known. */
  readonly changedAt: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Of its driver; null when no engine said. */
  readonly options: Readonly<Record<string, string>> | null
  readonly directory: string | null
  readonly usage: UsageFigure
  /** `UsageData.Size`, apparent. */
  readonly engineSize: Figure
  readonly between: readonly VolumeDifference[]
  readonly users: readonly VolumeUser[]
  /** BuildKit's name of the builder that keeps its build cache here. */
  readonly builder: string | null
}

export type VolumeState = 'in-use' | 'kept' | 'dangling'

export interface VolumeUser {
  readonly id: string
  readonly name: string
  readonly state: ContainerState
  /** Where it is mounted in the container; a volume may be mounted twice. */
  readonly destinations: readonly string[]
}

/**
 * What lies between two of a volume's figures. Bytes, more than 0.
 * `holes`: apparent is more than allocated, for files are sparse or the filesystem compresses them. `blocks`: allocated is
 * more, for files fill whole blocks and directories take some of their own. `engine-more` and `engine-less`: the engine
 * counted the same files at another moment, or other files.
 */
export interface VolumeDifference {
  readonly what: 'holes' | 'blocks' | 'engine-more' | 'engine-less'
  readonly bytes: number
}

export function viewVolumes({ takenAt, sample, volumes, containers }: Inventory): VolumesView {
  const byId = new Map(containers.map((container) => [container.id, container]))
  return { takenAt, sample, rows: volumes.map((volume) => viewVolume(volume, byId)) }
}

function viewVolume(volume: Volume, containers: ReadonlyMap<string, Container>): VolumeRow {
  const { name, driver, anonymous, createdAt, changedAt, labels, options, directory, usage, engineSize, builder } =
    volume
  const using = volume.containers.flatMap((id) => containers.get(id) ?? [])
  const users = using.map((container) => userOf(container, name))
  return {
    name,
    driver,
    anonymous,
    state: stateOf(using),
    project:
      labels[COMPOSE_PROJECT] ?? using.find((each) => COMPOSE_PROJECT in each.labels)?.labels[COMPOSE_PROJECT] ?? null,
    createdAt,
    changedAt,
    labels,
    options,
    directory,
    usage,
    engineSize,
    between: differences(usage, engineSize),
    users,
    builder,
  }
}

function stateOf(users: readonly Container[]): VolumeState {
  if (users.length === 0) return 'dangling'
  return users.some(({ state }) => state === 'running' || state === 'paused' || state === 'restarting')
    ? 'in-use'
    : 'kept'
}

function userOf({ id, name, state, mounts }: Container, volume: string): VolumeUser {
  const destinations = mounts.filter((mount) => mount.volume === volume).map((mount) => mount.destination)
  return { id, name, state, destinations }
}

/** Only between figures that are exact: of a bound nobody knows what is missing. */
function differences({ allocated, apparent }: UsageFigure, engineSize: Figure): readonly VolumeDifference[] {
  if (allocated.kind !== 'exact' || apparent.kind !== 'exact') return []
  const blocks = allocated.bytes - apparent.bytes
  const found: VolumeDifference[] = []
  if (blocks > 0) found.push({ what: 'blocks', bytes: blocks })
  if (blocks < 0) found.push({ what: 'holes', bytes: -blocks })
  if (engineSize.kind !== 'exact' || engineSize.bytes === apparent.bytes) return found
  const engine = engineSize.bytes - apparent.bytes
  return [...found, { what: engine > 0 ? 'engine-more' : 'engine-less', bytes: Math.abs(engine) }]
}
