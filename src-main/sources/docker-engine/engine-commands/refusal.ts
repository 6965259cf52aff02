import { AppError, isAppError } from '../../../errors/app-error.ts'
import type { AnswerField } from '../answer-field.ts'
import {
  getJson,
  parseAnswer,
  sendChange,
  type EngineChange,
  type EngineConnection,
  type RequestOptions,
} from '../engine-connection.ts'

const NOT_FOUND = 404

/** One JSON answer about one object; null when the engine does not have it. Errors: those of `getJson`. */
export async function getOrNull(
  connection: EngineConnection,
  path: string,
  options: RequestOptions,
): Promise<AnswerField | null> {
  try {
    return await getJson(connection, path, options)
  } catch (error) {
    if (statusOf(error) === NOT_FOUND) return null
    throw error
  }
}

/**
 * A change, or `prune-refused` with what the engine `said` for any answer that is no success, but for a proxy that lets
 * nobody through. An engine that is lost in the middle is the usual error: whether it was done is then to be looked up.
 */
export async function change(
  connection: EngineConnection,
  request: EngineChange,
  options: RequestOptions,
): Promise<AnswerField> {
  const body = await orRefused(sendChange(connection, request, options))
  return parseAnswer(`${request.method} ${request.path}`, body === '' ? 'null' : body)
}

async function orRefused<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (statusOf(error) === null || !isAppError(error, 'engine-bad-answer')) throw error
    throw refused(String(error.context['said'] ?? ''), { status: statusOf(error) }, error)
  }
}

/** `said`: in the engine's or the system's own words, or ours where nobody said anything. */
export function refused(
  said: string,
  context: Readonly<Record<string, string | number | null>> = {},
  cause?: unknown,
): AppError {
  return new AppError('prune-refused', `Nothing was removed: ${said}`, { context: { ...context, said }, cause })
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof AppError)) return null
  const { status } = error.context
  return typeof status === 'number' ? status : null
}
