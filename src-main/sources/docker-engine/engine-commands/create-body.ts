import { asArray, asObject, asString, type JsonObject } from '../../parse-json.ts'
import type { AnswerField } from '../answer-field.ts'

/** A network that a container was in, with what it asked for there. */
export interface KeptEndpoint {
  readonly network: string
  readonly settings: JsonObject
}

/**
 * Body of `POST /containers/create` for a container as it was inspected: `Config` and `HostConfig` as they are, anonymous
 * volumes by the names that they have, so that their files are found again, and one network.
 */
export function createBodyOf(kept: AnswerField, image: string, endpoint: KeptEndpoint | undefined): JsonObject {
  const config = asObject(kept.at('Config').value) ?? {}
  const hostConfig = asObject(kept.at('HostConfig').value) ?? {}
  const own = shortId(kept)
  const networks = endpoint === undefined ? {} : { [endpoint.network]: endpoint.settings }
  return {
    ...config,
    Image: image,
    // The engine makes it of the ID when nothing else is asked for, and then the new one has its own.
    ...(config['Hostname'] === own ? { Hostname: '' } : {}),
    HostConfig: { ...hostConfig, Binds: bindsOf(kept, hostConfig), Mounts: mountsOf(kept, hostConfig) },
    NetworkingConfig: { EndpointsConfig: networks },
  }
}

/** Networks that somebody made; the engine's own three take no settings. The one that the container was made in comes first. */
export function endpointsOf(kept: AnswerField): readonly KeptEndpoint[] {
  const networks = asObject(asObject(kept.at('NetworkSettings').value)?.['Networks']) ?? {}
  const mode = asString(asObject(kept.at('HostConfig').value)?.['NetworkMode']) ?? 'default'
  if (ENGINE_MODES.includes(mode) || mode.startsWith('container:')) return []
  const own = shortId(kept)
  return Object.entries(networks)
    .map(([network, settings]) => ({ network, settings: settingsOf(asObject(settings) ?? {}, own) }))
    .sort((a, b) => Number(b.network === mode) - Number(a.network === mode))
}

const ENGINE_MODES: readonly string[] = ['default', 'bridge', 'host', 'none']

/** What was asked for, without what the engine answered with: addresses that it chose, and its name for the container. */
function settingsOf(settings: JsonObject, own: string): JsonObject {
  const aliases = asArray(settings['Aliases']).filter((alias) => alias !== own)
  return {
    ...{ IPAMConfig: settings['IPAMConfig'] ?? null, Links: settings['Links'] ?? null },
    ...{ DriverOpts: settings['DriverOpts'] ?? null, Aliases: aliases },
  }
}

/** Those that were asked for, and each volume that is mounted and was not: it has no name but the engine's. */
function bindsOf(kept: AnswerField, hostConfig: JsonObject): readonly unknown[] {
  const binds = asArray(hostConfig['Binds'])
  const mounts = asArray(hostConfig['Mounts']).map((mount) => asString(asObject(mount)?.['Target']))
  const asked = new Set([...mounts, ...binds.map((bind) => (typeof bind === 'string' ? bind.split(':')[1] : null))])
  const anonymous = volumesIn(kept)
    .filter(({ destination }) => !asked.has(destination))
    .map(({ name, destination, writable }) => `${name}:${destination}${writable ? '' : ':ro'}`)
  return [...binds, ...anonymous]
}

/** As they were asked for; one that asked for a new volume gets the one that it had. */
function mountsOf(kept: AnswerField, hostConfig: JsonObject): readonly unknown[] {
  const volumes = new Map(volumesIn(kept).map(({ destination, name }) => [destination, name]))
  return asArray(hostConfig['Mounts']).map((each) => {
    const mount = asObject(each)
    const name = volumes.get(asString(mount?.['Target']) ?? '')
    const isNew = mount?.['Type'] === 'volume' && asString(mount['Source']) === null
    return isNew && name !== undefined ? { ...mount, Source: name } : each
  })
}

interface MountedVolume {
  readonly name: string
  readonly destination: string
  readonly writable: boolean
}

function volumesIn(kept: AnswerField): readonly MountedVolume[] {
  return asArray(kept.at('Mounts').value).flatMap((each) => {
    const mount = asObject(each)
    const [name, destination] = [asString(mount?.['Name']), asString(mount?.['Destination'])]
    if (mount?.['Type'] !== 'volume' || name === null || destination === null) return []
    return [{ name, destination, writable: mount['RW'] !== false }]
  })
}

function shortId(kept: AnswerField): string {
  return kept.at('Id').text().slice(0, 12)
}
