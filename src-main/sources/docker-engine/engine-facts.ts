import type { AnswerField } from './answer-field.ts'
import { textOrNull } from './normalise.ts'

/** What an engine says of itself. Source: `/version` and `/info`. */
export interface EngineFacts {
  /** Name of the host that it runs on. */
  readonly name: string
  readonly version: string
  /** The newest API version that it speaks. */
  readonly apiVersion: string
  readonly storageDriver: string
  readonly imageStore: 'classic' | 'containerd'
  readonly rootless: boolean
  /** `DockerRootDir`, on the engine's host. */
  readonly dataRoot: string
  /**
   * `Containerd.Address`: socket of the containerd that it uses, on the engine's host. Null before 28, and where it uses
   * none.
   */
  readonly containerdAddress: string | null
}

export interface EngineVersion {
  readonly version: string
  readonly apiVersion: string
  /** The oldest API version that it still speaks; null when it does not say. */
  readonly minApiVersion: string | null
}

/** Source: `/version`. */
export function parseVersion(answer: AnswerField): EngineVersion {
  return {
    version: answer.at('Version').text(),
    apiVersion: apiVersionOf(answer.at('ApiVersion')),
    minApiVersion: textOrNull(answer.at('MinAPIVersion')),
  }
}

/** Source: `/info`. */
export function parseFacts(answer: AnswerField, { version, apiVersion }: EngineVersion): EngineFacts {
  return {
    name: textOrNull(answer.at('Name')) ?? '',
    version,
    apiVersion,
    storageDriver: answer.at('Driver').text(),
    imageStore: usesContainerdStore(answer.at('DriverStatus')) ? 'containerd' : 'classic',
    rootless: answer
      .at('SecurityOptions')
      .items()
      .some((option) => option.text().split(',').includes('name=rootless')),
    dataRoot: answer.at('DockerRootDir').text(),
    containerdAddress: containerdAddress(answer.at('Containerd')),
  }
}

// The driver's name does not tell: `btrfs` and `zfs` are names of a graph driver and of a snapshotter.
function usesContainerdStore(driverStatus: AnswerField): boolean {
  return driverStatus.items().some((pair) => {
    const [name, value] = pair.items()
    return name?.value === 'driver-type' && value?.value === 'io.containerd.snapshotter.v1'
  })
}

function containerdAddress(containerd: AnswerField): string | null {
  return containerd.absent ? null : textOrNull(containerd.at('Address'))
}

function apiVersionOf(field: AnswerField): string {
  const version = field.text()
  if (!/^\d+\.\d+$/.test(version)) throw field.wrong('an API version')
  return version
}
