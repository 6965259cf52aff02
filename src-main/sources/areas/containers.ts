import type { ContainerId } from '../../model/identifiers.ts'
import type {
  ContainerMount,
  ContainerState,
  DiskContainer,
  LogFileFact,
  LogSettings,
  Place,
  Purpose,
} from '../../model/observations.ts'
import { asLabels, asObject, asString, asTime, type JsonObject } from '../parse-json.ts'
import { isFresh } from '../survey/is-fresh.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listNames, readJson, tryList } from '../survey/survey-reads.ts'
import type { AreaReader, AreaSurvey } from './area-reader.ts'
import { LOCAL_LOGS, logFilesOf } from './log-files.ts'

/** `containers/<id>/`: each container's config and its logs. The writable layer is not here but with the driver. */
export const containersReader: AreaReader = {
  name: 'containers',
  directories: ['containers'],
  survey,
}

const HEX64 = /^[0-9a-f]{64}$/

async function survey(context: SurveyContext): Promise<AreaSurvey> {
  const base = `${context.root}/containers`
  const containers: DiskContainer[] = []
  const logFiles: LogFileFact[] = []
  const places: Place[] = [place('containers', { kind: 'area', area: 'containers', category: 'engine-metadata' })]
  for (const id of listNames(context, base)) {
    if (!HEX64.test(id)) continue
    const directory = `${base}/${id}`
    const files = tryList(context, directory)?.map((file) => file.name) ?? null
    const config = readJson(context, `${directory}/config.v2.json`)
    if (config !== null) {
      const logging = parseLogging(readJson(context, `${directory}/hostconfig.json`))
      containers.push({ ...parseContainer(id, config), logging })
    }
    const logs = logFilesOf(context, id, files ?? [])
    logFiles.push(...logs)
    places.push(...containerPlaces(context, id, { files, logs }))
    await context.reader.breathe(context.signal)
  }
  return { containers, logFiles, places }
}

interface ContainerFiles {
  /** Null when the directory could not be read: then nobody is accused. */
  readonly files: readonly string[] | null
  readonly logs: readonly LogFileFact[]
}

function containerPlaces(context: SurveyContext, containerId: ContainerId, { files, logs }: ContainerFiles): Place[] {
  const path = `containers/${containerId}`
  // The engine logs "failed to load container" at every start and leaves such a directory for ever.
  if (files?.includes('config.v2.json') === false) return [place(path, withoutConfig(context, path))]
  // The directory of the local driver too: what else is in it is the log's.
  const local = files?.includes(LOCAL_LOGS) === true ? [`${path}/${LOCAL_LOGS}`] : []
  return [
    place(path, { kind: 'container-config', containerId }),
    ...[...local, ...logs.map((file) => file.path)].map((log) => place(log, { kind: 'container-log', containerId })),
  ]
}

/** How the names of a container's logs begin: of the drivers `local` and `json-file`, with what that one rotated. */
export function logNamesOf(containerId: ContainerId): readonly string[] {
  return ['local-logs', `${containerId}-json.log`]
}

/** The config is the last to be written of a new container, and may go before a log that is long. */
function withoutConfig(context: SurveyContext, path: string): Purpose {
  if (isFresh(context, `${context.root}/${path}`))
    return { kind: 'area', area: 'being-made', category: 'temporary-files' }
  return { kind: 'orphan', reason: 'unaccounted' }
}

function place(path: string, purpose: Purpose): Place {
  return { path, purpose, immutableKey: null }
}

function parseContainer(id: ContainerId, config: JsonObject): Omit<DiskContainer, 'logging'> {
  const settings = asObject(config['Config'])
  return {
    id,
    driver: asString(config['Driver']),
    name: asString(config['Name'])?.replace(/^\//, '') ?? id.slice(0, 12),
    image: asString(settings?.['Image']) ?? '',
    imageId: asString(config['Image']),
    state: parseState(asObject(config['State'])),
    createdAt: asTime(config['Created']),
    labels: asLabels(settings?.['Labels']),
    mounts: Object.values(asObject(config['MountPoints']) ?? {}).flatMap((mount) => parseMount(asObject(mount))),
  }
}

/** With the engine's defaults in it: they are filled in when a container is made, and stay when they change. */
function parseLogging(hostConfig: JsonObject | null): LogSettings | null {
  const config = asObject(hostConfig?.['LogConfig'])
  const driver = asString(config?.['Type'])
  return driver === null ? null : { driver, options: asLabels(config?.['Config']) }
}

/** As recorded: after a crash of the engine a container may still be marked as running. */
function parseState(state: JsonObject | null): ContainerState {
  if (state === null) return 'unknown'
  if (state['RemovalInProgress'] === true) return 'removing'
  if (state['Dead'] === true) return 'dead'
  if (state['Restarting'] === true) return 'restarting'
  if (state['Paused'] === true) return 'paused'
  if (state['Running'] === true) return 'running'
  return asTime(state['StartedAt']) === null ? 'created' : 'exited'
}

function parseMount(mount: JsonObject | null): ContainerMount[] {
  if (mount === null) return []
  const type = mount['Type']
  return [
    {
      type: type === 'volume' || type === 'bind' || type === 'tmpfs' ? type : 'other',
      volume: type === 'volume' ? asString(mount['Name']) : null,
      source: asString(mount['Source']) ?? '',
      destination: asString(mount['Destination']) ?? '',
    },
  ]
}
