import { AppError, isAppError } from '../../errors/app-error.ts'
import { negotiateApiVersion, OLDEST_KNOWN_API, speaksAtLeast } from './api-version.ts'
import type { Endpoint } from './endpoint.ts'
import { getJson, getRouteJson, ping, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { parseFacts, parseVersion, type EngineVersion } from './engine-facts.ts'
import type { EngineLines } from './engine-lines.ts'
import type { EngineRoute } from './engine-transport.ts'
import { textOrNull } from './normalise.ts'

export type { EngineConnection }

const DEFAULT_TIMEOUT_MS = 5000
/** A login over a jump host on the other side of the world takes its time, and `ssh` has its own patience. */
const SSH_TIMEOUT_MS = 30_000

export interface ConnectOptions extends RequestOptions {
  /** Keeps connections through `ssh` for the next request. Null: each request logs in anew. */
  readonly lines?: EngineLines | null | undefined
}

/**
 * Asks whether an engine listens, that it is one, and which generation it is (`/_ping`, `/version`, `/info`).
 * `timeout` is for each of the three, 5 s unless given, 30 s through `ssh`.
 *
 * Errors: `engine-unreachable`, `engine-permission-denied`, `engine-not-docker`, `engine-too-old`, `engine-died`,
 * `engine-bad-answer` (it is Docker, and its `/info` makes no sense), `cancelled`.
 */
export async function connectEngine(
  endpoint: Endpoint,
  { signal, timeout, lines = null }: ConnectOptions = {},
): Promise<EngineConnection> {
  const route = { endpoint, lines }
  const options = { signal, timeout: timeout ?? patienceWith(endpoint) }
  const version = await readVersion(route, options)
  if (!speaksAtLeast(version.apiVersion, OLDEST_KNOWN_API)) throw tooOld(endpoint, version)
  const apiVersion = negotiateApiVersion(version.apiVersion, version.minApiVersion)
  const info = await getJson({ ...route, apiVersion }, '/info', options)
  return { ...route, apiVersion, facts: parseFacts(info, version), engineId: textOrNull(info.at('ID')) }
}

function patienceWith({ transport }: Endpoint): number {
  return transport.kind === 'ssh' ? SSH_TIMEOUT_MS : DEFAULT_TIMEOUT_MS
}

async function readVersion(route: EngineRoute, options: RequestOptions): Promise<EngineVersion> {
  const { endpoint } = route
  try {
    const body = await ping(route, options)
    if (body.trim() !== 'OK') throw notDocker(endpoint, 'it does not answer /_ping with OK')
    return parseVersion(await getRouteJson(route, '/version', options))
  } catch (error) {
    throw isAppError(error, 'engine-bad-answer') ? misunderstanding(endpoint, error) : error
  }
}

function misunderstanding(endpoint: Endpoint, error: AppError): AppError {
  const { status } = error.context
  // Docker Desktop answers 5xx while its virtual machine starts or cannot.
  if (typeof status !== 'number' || status < 500) return notDocker(endpoint, error.message, error)
  return new AppError('engine-unreachable', `The engine at ${endpoint.url} does not work: ${error.message}`, {
    context: { ...error.context, endpoint: endpoint.url },
    cause: error,
  })
}

function notDocker(endpoint: Endpoint, because: string, cause?: AppError): AppError {
  return new AppError('engine-not-docker', `What listens at ${endpoint.url} is not a Docker engine: ${because}`, {
    context: { endpoint: endpoint.url, because },
    cause,
  })
}

function tooOld(endpoint: Endpoint, { version, apiVersion }: EngineVersion): AppError {
  return new AppError(
    'engine-too-old',
    `The engine at ${endpoint.url} is Docker ${version} with API ${apiVersion}; at least ${OLDEST_KNOWN_API} is needed. ` +
      'Docker 20.10 (API 1.41) is the oldest supported.',
    { context: { endpoint: endpoint.url, version, apiVersion, oldest: OLDEST_KNOWN_API } },
  )
}
