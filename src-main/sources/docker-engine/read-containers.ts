import type { ContainerMount, ContainerState, EngineContainer } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { getJson, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { bytesOrNull, secondsOrNull, textOrNull } from './normalise.ts'
import { isOwnContainer } from './own-objects.ts'

/**
 * All containers, stopped ones included, in the order of their IDs; without our own.
 * `withSizes` makes the engine walk every writable layer: minutes on a large host, and never on devicemapper, where
 * asking writes to the pool.
 */
export async function readContainers(
  connection: EngineConnection,
  withSizes: boolean,
  options: RequestOptions,
): Promise<readonly EngineContainer[]> {
  const path = withSizes ? '/containers/json?all=1&size=1' : '/containers/json?all=1'
  return parseContainers(await getJson(connection, path, options), withSizes)
}

/** Source: a list of the API's `ContainerSummary`. */
export function parseContainers(answer: AnswerField, withSizes: boolean): readonly EngineContainer[] {
  return answer
    .items()
    .filter((item) => !isOwnContainer(item))
    .map((item) => parseContainer(item, withSizes))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function parseContainer(item: AnswerField, withSizes: boolean): EngineContainer {
  const id = item.at('Id').text()
  return {
    id,
    name: containerName(item.at('Names')) ?? id.slice(0, 12),
    image: textOrNull(item.at('Image')) ?? '',
    imageId: textOrNull(item.at('ImageID')),
    state: containerState(textOrNull(item.at('State'))),
    createdAt: secondsOrNull(item.at('Created')),
    labels: item.at('Labels').texts(),
    sizeRw: withSizes ? sizeOf(item.at('SizeRw')) : null,
    sizeRootFs: withSizes ? sizeOf(item.at('SizeRootFs')) : null,
    mounts: item.at('Mounts').items().map(parseMount),
    // Not in a list of containers.
    logging: null,
  }
}

// Go leaves out a zero (`omitempty`); an unknown size is there, as -1.
function sizeOf(field: AnswerField): number | null {
  return field.absent ? 0 : bytesOrNull(field)
}

// `/name`, and `/other/alias` for each legacy link from another container.
function containerName(names: AnswerField): string | null {
  const all = names.items().map((name) => name.text().replace(/^\//, ''))
  return all.find((name) => name !== '' && !name.includes('/')) ?? null
}

const STATES: ReadonlySet<string> = new Set<ContainerState>([
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
])

function containerState(state: string | null): ContainerState {
  return isContainerState(state) ? state : 'unknown'
}

function isContainerState(state: string | null): state is ContainerState {
  return state !== null && STATES.has(state)
}

function parseMount(mount: AnswerField): ContainerMount {
  const type = mountType(textOrNull(mount.at('Type')))
  return {
    type,
    volume: type === 'volume' ? textOrNull(mount.at('Name')) : null,
    source: textOrNull(mount.at('Source')) ?? '',
    destination: textOrNull(mount.at('Destination')) ?? '',
  }
}

function mountType(type: string | null): ContainerMount['type'] {
  return type === 'volume' || type === 'bind' || type === 'tmpfs' ? type : 'other'
}
