import { lstat } from 'node:fs/promises'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type Docker from 'dockerode'

import type { Endpoint, TlsMaterial } from './endpoint.ts'
import { requestFailure, type RequestLimits } from './request-failure.ts'

export interface EngineRequest extends RequestLimits {
  readonly method: 'GET'
  /** With version prefix and query. */
  readonly path: string
}

/** Finds a peer that is gone without a word (a suspended laptop, a cut cable) while an event stream is silent for hours. */
const KEEP_ALIVE_MS = 30_000

/** Every status is an answer to us: what it means is decided in one place, by `engine-connection`. */
const EVERY_STATUS = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [200 + i, true]))

/**
 * Sends one request through dockerode and resolves with the answer's head; the body is still to be read or destroyed.
 *
 * Asked for as a stream and read by ourselves: dockerode's own reading waits for ever when an engine dies in mid-answer.
 * One connection per request, none kept: a restarted engine is never asked through a stale socket.
 * Errors: see `requestFailure`.
 */
export async function sendRequest(endpoint: Endpoint, request: EngineRequest): Promise<IncomingMessage> {
  const { modem } = await openClient(endpoint)
  const signal = request.signal
  return await new Promise<IncomingMessage>((resolve, reject) => {
    modem.dial(
      {
        method: request.method,
        // The client cuts the last character of a path with a query, for which it would otherwise have options.
        path: request.path.includes('?') ? `${request.path}&` : request.path,
        isStream: true,
        statusCodes: EVERY_STATUS,
        ...(signal === undefined ? {} : { abortSignal: signal }),
      },
      (error: unknown, answer: unknown) => {
        if (isAnswer(answer)) {
          answer.socket.setKeepAlive(true, KEEP_ALIVE_MS)
          resolve(answer)
        } else reject(requestFailure(error, endpoint, request))
      },
    )
  })
}

function isAnswer(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'statusCode' in value && 'socket' in value
}

/**
 * A client that talks to this endpoint and nothing else. Loaded when an engine has answered, because loading costs
 * 30 MB. Its own reading of `DOCKER_HOST` is overruled field by field: the environment has had its say in discovery.
 */
async function openClient({ transport }: Endpoint): Promise<Docker> {
  const [{ default: Client }, { Agent }, { Agent: SecureAgent }] = await Promise.all([
    import('dockerode'),
    import('node:http'),
    import('node:https'),
  ])
  if (transport.kind === 'socket') {
    const client = new Client({ socketPath: transport.path })
    const { path: socketPath } = transport
    Object.assign(client.modem, { host: undefined, port: undefined, socketPath, protocol: 'http', agent: new Agent() })
    return client
  }
  const { host, port, pathPrefix, tls } = transport
  const client = new Client({ host, port, protocol: tls === null ? 'http' : 'https' })
  Object.assign(client.modem, {
    ...{ socketPath: undefined, host, port, pathPrefix: `${pathPrefix}/`, protocol: tls === null ? 'http' : 'https' },
    ...{ key: undefined, cert: undefined, ca: undefined },
    // An agent of our own keeps no connection.
    agent: tls === null ? new Agent() : new SecureAgent(tlsOptions(tls)),
  })
  return client
}

/**
 * Asks `/_ping` without the client: it is not worth loading before anybody listens, and what is not Docker may answer
 * with a redirect, which the client follows into an exception that nobody can catch.
 * Errors: see `requestFailure`.
 */
export async function sendProbe(endpoint: Endpoint, request: EngineRequest): Promise<IncomingMessage> {
  const outgoing = await openProbe(endpoint, request)
  return await new Promise((resolve, reject) => {
    outgoing.on('response', resolve)
    outgoing.on('error', (error) => {
      reject(requestFailure(error, endpoint, request))
    })
    outgoing.end()
  })
}

/** Node's HTTP takes 15 MB: not loaded for a socket that is not there, nor before it is needed. */
async function openProbe(endpoint: Endpoint, request: EngineRequest): Promise<ClientRequest> {
  const { transport } = endpoint
  if (transport.kind === 'socket') {
    await lstat(transport.path).catch((error: unknown) => {
      throw requestFailure(error, endpoint, request)
    })
  }
  const secured = transport.kind === 'tcp' && transport.tls !== null
  const { request: open } = secured ? await import('node:https') : await import('node:http')
  return open(probeOptions(endpoint, request))
}

function probeOptions({ transport }: Endpoint, { method, path, signal }: EngineRequest): RequestOptions {
  const common = { method, agent: false, ...(signal === undefined ? {} : { signal }) } as const
  if (transport.kind === 'socket') return { ...common, headers: { Host: 'docker' }, path, socketPath: transport.path }
  const { host, port, pathPrefix, tls } = transport
  const address = { ...common, host, port, path: pathPrefix + path }
  return tls === null ? address : { ...address, ...tlsOptions(tls) }
}

function tlsOptions({ ca, cert, key, verify }: TlsMaterial) {
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    rejectUnauthorized: verify,
  }
}
