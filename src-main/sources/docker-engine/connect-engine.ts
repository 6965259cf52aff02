import { AppError, isAppError } from '../../errors/app-error.ts'
import { negotiateApiVersion, OLDEST_KNOWN_API, speaksAtLeast } from './api-version.ts'
import type { Endpoint } from './endpoint.ts'
import { getEndpointJson, getJson, ping, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { parseFacts, parseVersion, type EngineVersion } from './engine-facts.ts'
import { textOrNull } from './normalise.ts'

export type { EngineConnection }

const DEFAULT_TIMEOUT_MS = 5000

/**
 * Asks whether an engine listens, that it is one, and which generation it is (`/_ping`, `/version`, `/info`).
 * `timeout` is for each of the three, 5 s unless given.
 *
 * Errors: `engine-unreachable`, `engine-permission-denied`, `engine-not-docker`, `engine-too-old`, `engine-died`,
 * `engine-bad-answer` (it is Docker, and its `/info` makes no sense), `cancelled`.
 */
export async function connectEngine(
  endpoint: Endpoint,
  { signal, timeout = DEFAULT_TIMEOUT_MS }: RequestOptions = {},
): Promise<EngineConnection> {
  const options = { signal, timeout }
  const version = await readVersion(endpoint, options)
  if (!speaksAtLeast(version.apiVersion, OLDEST_KNOWN_API)) throw tooOld(endpoint, version)
  const apiVersion = negotiateApiVersion(version.apiVersion, version.minApiVersion)
  const info = await getJson({ endpoint, apiVersion }, '/info', options)
  return { endpoint, apiVersion, facts: parseFacts(info, version), engineId: textOrNull(info.at('ID')) }
}

async function readVersion(endpoint: Endpoint, options: RequestOptions): Promise<EngineVersion> {
  try {
    const body = await ping(endpoint, options)
    if (body.trim() !== 'OK') throw notDocker(endpoint, 'it does not answer /_ping with OK')
    return parseVersion(await getEndpointJson(endpoint, '/version', options))
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
