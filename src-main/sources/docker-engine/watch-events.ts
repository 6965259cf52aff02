import { AppError } from '../../errors/app-error.ts'
import { answerField } from './answer-field.ts'
import { openStream, type EngineConnection } from './engine-connection.ts'
import { parseEvent, relevantEvent, type EngineEvent } from './engine-event.ts'
import { healthCheckFilter } from './health-check-filter.ts'
import { jsonLines } from './json-lines.ts'
import { ownEventFilter } from './own-objects.ts'
import { requestFailure } from './request-failure.ts'

const REQUEST = 'GET /events'

/**
 * The engine's events that can have changed its disk usage, from the first `next()` on: nothing is sent before, and
 * what happened earlier is not repeated. Ends quietly when `signal` fires; nothing is left open when the consumer stops.
 *
 * `onOpen`: the engine has answered and will tell. Does not reconnect. Errors: `engine-died` when the stream ends or breaks, `engine-bad-answer`, and those of opening it.
 */
export async function* watchEvents(
  connection: EngineConnection,
  signal: AbortSignal,
  onOpen: () => void = () => undefined,
): AsyncGenerator<EngineEvent> {
  try {
    yield* readEvents(connection, signal, onOpen)
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof SyntaxError) throw answerField(REQUEST, undefined).wrong('one JSON value a line')
    throw requestFailure(error, connection.endpoint, { method: 'GET', path: '/events' })
  }
  if (signal.aborted) return
  const { url } = connection.endpoint
  throw new AppError('engine-died', `The engine at ${url} ended its event stream.`, { context: { endpoint: url } })
}

async function* readEvents(
  connection: EngineConnection,
  signal: AbortSignal,
  onOpen: () => void,
): AsyncGenerator<EngineEvent> {
  const stream = await openStream(connection, '/events', signal)
  onOpen()
  const isHealthCheck = healthCheckFilter(connection, signal)
  const isOwn = ownEventFilter()
  for await (const line of jsonLines(stream)) {
    const raw = parseEvent(answerField(REQUEST, line))
    if (isOwn(raw)) continue
    const healthCheck = await isHealthCheck(raw)
    const event = relevantEvent(raw)
    if (event !== null && !healthCheck) yield event
  }
}
