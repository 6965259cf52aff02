import { lstat } from 'node:fs/promises'
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { Socket } from 'node:net'

import { isAppError } from '../../errors/app-error.ts'
import { BugError } from '../../errors/bug-error.ts'
import type { Endpoint } from './endpoint.ts'
import { hostHeader, openClient } from './engine-client.ts'
import { openLine, type EngineLine, type EngineLines } from './engine-lines.ts'
import { ProcessEnded } from './process-ended.ts'
import { requestFailure, type RequestLimits } from './request-failure.ts'
import { tlsOptions } from './tls-material.ts'

/** How requests get to an engine. */
export interface EngineRoute {
  readonly endpoint: Endpoint
  /** Connections that are kept, for an endpoint behind `ssh`. Null: each request opens one and leaves none. */
  readonly lines: EngineLines | null
}

export interface EngineRequest extends RequestLimits {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With version prefix and query. */
  readonly path: string
  readonly body?: EngineBody
}

export interface EngineBody {
  readonly type: 'application/json' | 'application/x-tar'
  readonly bytes: Buffer
}

/** Finds a peer that is gone without a word (a suspended laptop, a cut cable) while an event stream is silent for hours. */
const KEEP_ALIVE_MS = 30_000

/** Every status is an answer to us: what it means is decided in one place, by `engine-connection`. */
const EVERY_STATUS = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [200 + i, true]))

/**
 * Sends one request through dockerode and resolves with the answer's head; the body is still to be read or destroyed.
 *
 * Asked for as a stream and read by ourselves: dockerode's own reading waits for ever when an engine dies in mid-answer.
 * One connection per request, none kept, so that a restarted engine is never asked through a stale socket; through `ssh`
 * they are kept, and a stale one is noticed. Errors: see `requestFailure`.
 */
export function sendRequest(route: EngineRoute, request: EngineRequest): Promise<IncomingMessage> {
  return onLine(route, request, (agent) => dial(route.endpoint, request, agent))
}

/**
 * Sends a request whose connection then carries something else than HTTP, both ways. Resolves with the connection, or with
 * the answer of an engine that would not. Through a socket only. Errors: see `requestFailure`.
 */
export async function sendUpgrade(
  { endpoint }: EngineRoute,
  request: EngineRequest,
): Promise<Socket | IncomingMessage> {
  const answer = await dialUp(endpoint, request, { agent: null, hijack: true })
  if (isAnswer(answer) || answer instanceof Socket) return answer
  throw new BugError('the client answered with neither a connection nor a message')
}

/**
 * Asks `/_ping` without the client: it is not worth loading before anybody listens, and what is not Docker may answer
 * with a redirect, which the client follows into an exception that nobody can catch.
 * Errors: see `requestFailure`.
 */
export function sendProbe(route: EngineRoute, request: EngineRequest): Promise<IncomingMessage> {
  return onLine(route, request, (agent) => probe(route.endpoint, request, agent))
}

type Send = (agent: Agent | null) => Promise<IncomingMessage>

/**
 * Sends with one of the kept connections, for as long as the answer lasts. One that turns out to be gone already is
 * replaced: each time uses one of them up, and a new one has never answered before, so this ends. Only for what changes
 * nothing: how far the request got is not known.
 */
async function onLine(route: EngineRoute, request: EngineRequest, send: Send): Promise<IncomingMessage> {
  for (;;) {
    const line = await takeLine(route, request)
    try {
      const answer = await send(line?.agent ?? null)
      if (line !== null) answer.once('close', line.release)
      return answer
    } catch (error) {
      line?.release()
      if (request.method !== 'GET' || !wasGone(error)) throw error
    }
  }
}

function wasGone(error: unknown): boolean {
  const cause = isAppError(error) ? error.cause : null
  return cause instanceof ProcessEnded && cause.end.when === 'between'
}

async function takeLine({ endpoint, lines }: EngineRoute, request: EngineRequest): Promise<EngineLine | null> {
  const { url, transport } = endpoint
  if (transport.kind !== 'ssh') return null
  if (lines === null) return openLine(transport)
  return await lines.take(url, transport, request.signal).catch((error: unknown) => {
    throw requestFailure(error, endpoint, request)
  })
}

async function dial(endpoint: Endpoint, request: EngineRequest, agent: Agent | null): Promise<IncomingMessage> {
  const answer = await dialUp(endpoint, request, { agent, hijack: false })
  if (!isAnswer(answer)) throw requestFailure(answer, endpoint, request)
  answer.socket.setKeepAlive(true, KEEP_ALIVE_MS)
  return answer
}

async function dialUp(
  endpoint: Endpoint,
  request: EngineRequest,
  { agent, hijack }: { readonly agent: Agent | null; readonly hijack: boolean },
): Promise<unknown> {
  const { modem } = await openClient(endpoint, agent)
  const { method, body, signal } = request
  const path = withPrefix(endpoint, request.path)
  return await new Promise<unknown>((resolve, reject) => {
    modem.dial(
      {
        method,
        // The client cuts the last character of a path with a query, for which it would otherwise have options.
        path: path.includes('?') ? `${path}&` : path,
        ...bodyOf(body, hijack),
        isStream: true,
        hijack,
        statusCodes: EVERY_STATUS,
        ...(signal === undefined ? {} : { abortSignal: signal }),
      },
      (error: unknown, answer: unknown) => {
        if (error === null || error === undefined) resolve(answer)
        else reject(requestFailure(error, endpoint, request))
      },
    )
  })
}

function bodyOf(body: EngineBody | undefined, hijack: boolean) {
  if (body !== undefined) return { file: body.bytes, headers: { 'Content-Type': body.type } }
  // An empty one: without any, the client would announce a body in pieces before it hands the connection over.
  return hijack ? { file: Buffer.alloc(0) } : {}
}

function isAnswer(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'statusCode' in value && 'socket' in value
}

async function probe(endpoint: Endpoint, request: EngineRequest, agent: Agent | null): Promise<IncomingMessage> {
  const outgoing = await openProbe(endpoint, request, agent)
  return await new Promise((resolve, reject) => {
    outgoing.on('response', resolve)
    outgoing.on('error', (error) => {
      reject(requestFailure(error, endpoint, request))
    })
    outgoing.end()
  })
}

/** Node's HTTP takes 15 MB: not loaded for a socket that is not there, nor before it is needed. */
async function openProbe(endpoint: Endpoint, request: EngineRequest, agent: Agent | null): Promise<ClientRequest> {
  const { transport } = endpoint
  if (transport.kind === 'socket') {
    await lstat(transport.path).catch((error: unknown) => {
      throw requestFailure(error, endpoint, request)
    })
  }
  const secured = transport.kind === 'tcp' && transport.tls !== null
  const { request: open } = secured ? await import('node:https') : await import('node:http')
  // Without an agent, `false` keeps nothing.
  return open({ ...probeOptions(endpoint, request), agent: agent ?? false })
}

function probeOptions(endpoint: Endpoint, { method, path, signal }: EngineRequest): RequestOptions {
  const { transport } = endpoint
  const common = {
    method,
    path: withPrefix(endpoint, path),
    headers: { Host: hostHeader(transport) },
    ...(signal === undefined ? {} : { signal }),
  }
  if (transport.kind === 'ssh') return common
  if (transport.kind === 'socket') return { ...common, socketPath: transport.path }
  const { host, port, tls } = transport
  return { ...common, host, port, ...(tls === null ? {} : tlsOptions(tls)) }
}

function withPrefix({ transport }: Endpoint, path: string): string {
  return transport.kind === 'tcp' ? transport.pathPrefix + path : path
}
