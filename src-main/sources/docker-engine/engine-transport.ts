import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'

import type { Endpoint, TlsMaterial } from './endpoint.ts'
import { requestFailure, type RequestLimits } from './request-failure.ts'

export interface EngineRequest extends RequestLimits {
  readonly method: 'GET'
  /** With version prefix and query. */
  readonly path: string
}

// Finds a peer that is gone without a word (a suspended laptop, a cut cable) while an event stream is silent for hours.
const KEEP_ALIVE_MS = 30_000

/**
 * Sends one request and resolves with the answer's head; the body is still to be read or destroyed.
 *
 * On node:http and not through dockerode's modem, which for these reads was measured to be the wrong tool: it waits for
 * ever when an engine dies in mid-answer, follows redirects of what is not Docker into an uncaught exception, takes
 * `DOCKER_HOST` from the environment against its own arguments, and costs 34 MB and 0.1 s to load.
 *
 * One connection per request, none kept: a restarted engine is never asked through a stale socket.
 * Errors: see `requestFailure`.
 */
export function sendRequest(endpoint: Endpoint, request: EngineRequest): Promise<IncomingMessage> {
  const { transport } = endpoint
  const secured = transport.kind === 'tcp' && transport.tls !== null
  return new Promise((resolve, reject) => {
    const outgoing = (secured ? requestHttps : requestHttp)(requestOptions(endpoint, request), resolve)
    outgoing.on('error', (error) => {
      reject(requestFailure(error, endpoint, request))
    })
    outgoing.setSocketKeepAlive(true, KEEP_ALIVE_MS)
    outgoing.end()
  })
}

function requestOptions({ transport }: Endpoint, { method, path, signal }: EngineRequest): RequestOptions {
  const common = { method, agent: false, ...(signal === undefined ? {} : { signal }) } as const
  const headers = { Accept: 'application/json', Host: 'docker' }
  if (transport.kind === 'socket') return { ...common, headers, path, socketPath: transport.path }
  const { host, port, pathPrefix, tls } = transport
  const address = { ...common, headers: { Accept: headers.Accept }, host, port, path: pathPrefix + path }
  return tls === null ? address : { ...address, ...tlsOptions(tls) }
}

function tlsOptions({ ca, cert, key, verify }: TlsMaterial): object {
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    rejectUnauthorized: verify,
  }
}
