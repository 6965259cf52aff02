import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

import { AppError } from '../../errors/app-error.ts'
import { answerField, type AnswerField } from './answer-field.ts'
import type { Endpoint } from './endpoint.ts'
import type { EngineFacts } from './engine-facts.ts'
import {
  sendProbe,
  sendRequest,
  sendUpgrade,
  type EngineBody,
  type EngineRequest,
  type EngineRoute,
} from './engine-transport.ts'
import { readBody } from './read-body.ts'
import { OutOfTime, type RequestLimits } from './request-failure.ts'

/**
 * An engine that has answered once and whose generation is known. It holds nothing open itself: each request connects
 * anew, or takes one of the `lines`.
 */
export interface EngineConnection extends EngineRoute {
  readonly facts: EngineFacts
  /** `/info` ID: stands in `engine-id` of its data root too, since 24. Null when it does not say. */
  readonly engineId: string | null
  /** API version that requests are made in: the engine's own, or the newest that we know. */
  readonly apiVersion: string
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the answer must be complete; without it, as long as it takes. */
  readonly timeout?: number | undefined
}

/**
 * One JSON answer of the engine; `path` without version, with query.
 *
 * Errors: those of `requestFailure`; `engine-bad-answer` with `status` and what the engine `said` for anything but 200,
 * and for what is not JSON; `engine-permission-denied` for 401 and 403, as proxies in front of a socket answer.
 */
export function getJson(
  connection: EngineRoute & Pick<EngineConnection, 'apiVersion'>,
  path: string,
  options: RequestOptions,
): Promise<AnswerField> {
  return getRouteJson(connection, `/v${connection.apiVersion}${path}`, options)
}

/** The same before a version is agreed on. */
export async function getRouteJson(route: EngineRoute, path: string, options: RequestOptions): Promise<AnswerField> {
  return parseAnswer(`GET ${path}`, await getText(route, path, options))
}

/** Throws `engine-bad-answer` for what is not JSON. */
export function parseAnswer(request: string, body: string): AnswerField {
  try {
    return answerField(request, JSON.parse(body))
  } catch (error) {
    throw new AppError('engine-bad-answer', `The answer to ${request} is not JSON.`, {
      context: { request, field: '', expected: 'JSON' },
      cause: error,
    })
  }
}

/** The body of a 200 as it is. */
async function getText(route: EngineRoute, path: string, options: RequestOptions): Promise<string> {
  const limits = requestLimits(path, options)
  return await readAnswer(await sendRequest(route, limits), route.endpoint, limits)
}

/** The body of `/_ping`, asked by the lightest means; see `sendProbe`. */
export async function ping(route: EngineRoute, options: RequestOptions): Promise<string> {
  const limits = requestLimits('/_ping', options)
  return await readAnswer(await sendProbe(route, limits), route.endpoint, limits)
}

async function readAnswer(answer: IncomingMessage, endpoint: Endpoint, limits: RequestLimits): Promise<string> {
  const body = await readBody(answer, endpoint, limits)
  if (answer.statusCode !== 200) throw refusal(answer, limits, body)
  return body
}

/** A 200 whose body goes on until somebody ends it. The caller reads or destroys it. */
export async function openStream(
  connection: EngineConnection,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const limits = requestLimits(`/v${connection.apiVersion}${path}`, { signal })
  const answer = await sendRequest(connection, limits)
  if (answer.statusCode === 200) return answer
  throw refusal(answer, limits, await readBody(answer, connection.endpoint, limits))
}

export interface EngineChange {
  readonly method: 'POST' | 'DELETE'
  /** Without version, with query. */
  readonly path: string
  readonly body?: EngineBody
}

/** A request that changes something in the engine: the body of a success. Errors: as `getJson`, with any 2xx being one. */
export async function sendChange(
  connection: EngineConnection,
  change: EngineChange,
  options: RequestOptions,
): Promise<string> {
  const limits = changeLimits(connection, change, options)
  const answer = await sendRequest(connection, limits)
  const body = await readBody(answer, connection.endpoint, limits)
  if (!isSuccess(answer)) throw refusal(answer, limits, body)
  return body
}

/** A change whose answer goes on until somebody ends it. The caller reads or destroys it. Errors: as `sendChange`. */
export async function openChange(
  connection: EngineConnection,
  change: EngineChange,
  options: RequestOptions,
): Promise<IncomingMessage> {
  const limits = changeLimits(connection, change, options)
  const answer = await sendRequest(connection, limits)
  if (isSuccess(answer)) return answer
  throw refusal(answer, limits, await readBody(answer, connection.endpoint, limits))
}

/**
 * A change whose connection then carries something else, both ways. Signal and time limit hold until it is open.
 * Errors: as `sendChange`.
 */
export async function openConnection(
  connection: EngineConnection,
  change: EngineChange,
  options: RequestOptions,
): Promise<Socket> {
  const { signal, ...limits } = changeLimits(connection, change, options)
  const opening = new AbortController()
  const stop = (): void => {
    opening.abort(signal?.reason)
  }
  if (signal?.aborted === true) stop()
  signal?.addEventListener('abort', stop, { once: true })
  const request = { ...limits, signal: opening.signal }
  try {
    const answer = await sendUpgrade(connection, request)
    if (answer instanceof Socket) return answer
    throw refusal(answer, request, await readBody(answer, connection.endpoint, request))
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

function changeLimits(
  { apiVersion }: EngineConnection,
  { method, path, body }: EngineChange,
  options: RequestOptions,
): EngineRequest {
  const limits = requestLimits(`/v${apiVersion}${path}`, options)
  return { ...limits, method, ...(body === undefined ? {} : { body }) }
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300
}

function requestLimits(path: string, { signal, timeout }: RequestOptions): RequestLimits & { readonly method: 'GET' } {
  const limits = [...(signal === undefined ? [] : [signal]), ...(timeout === undefined ? [] : [outOfTime(timeout)])]
  return { method: 'GET', path, ...(limits.length === 0 ? {} : { signal: AbortSignal.any(limits) }) }
}

function outOfTime(milliseconds: number): AbortSignal {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(new OutOfTime(milliseconds))
  }, milliseconds)
  // The request's socket keeps the process alive while it waits; a timer left over from an answered one must not.
  timer.unref()
  return controller.signal
}

function refusal(answer: IncomingMessage, { method, path }: RequestLimits, body: string): AppError {
  const status = answer.statusCode ?? 0
  const request = `${method} ${path}`
  const said = engineMessage(body)
  const code = status === 401 || status === 403 ? 'engine-permission-denied' : 'engine-bad-answer'
  return new AppError(code, `The engine refused ${request} with HTTP ${status}: ${said}`, {
    context: { request, status, said },
  })
}

// `{"message": "…"}` from an engine; a proxy may answer anything, of which one line is enough.
function engineMessage(body: string): string {
  try {
    const json: unknown = JSON.parse(body)
    if (typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string') {
      return json.message
    }
  } catch {
    // Not JSON: the text itself is what it said.
  }
  return body.trim().split('\n', 1).join('').slice(0, 200)
}
