import { isAppError } from '../../errors/app-error.ts'
import type { ContainerId } from '../../model/identifiers.ts'
import type { EngineContainer, LogSettings } from '../../model/observations.ts'
import { getJson, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { textOrNull } from './normalise.ts'

/** Each takes the engine a few milliseconds; more at once would not be faster. */
const AT_A_TIME = 4
const TIMEOUT_MS = 60_000

/**
 * Containers with where their logs go. Source: `HostConfig.LogConfig` of one request for each, because no list has it: for
 * where no disk says so. Who is gone in between has none; once the engine fails, nobody else is asked for.
 * Errors: `cancelled`.
 */
export async function withLogSettings(
  connection: EngineConnection,
  containers: readonly EngineContainer[],
  signal: AbortSignal | undefined,
): Promise<readonly EngineContainer[]> {
  const found = new Map<ContainerId, LogSettings | null>()
  for (let from = 0; from < containers.length; from += AT_A_TIME) {
    const some = containers.slice(from, from + AT_A_TIME)
    try {
      const answers = await Promise.all(
        some.map(({ id }) => readLogSettings(connection, id, { signal, timeout: TIMEOUT_MS })),
      )
      some.forEach(({ id }, i) => found.set(id, answers[i] ?? null))
    } catch (error) {
      if (!isAppError(error) || error.code === 'cancelled') throw error
      break
    }
  }
  return containers.map((container) => ({ ...container, logging: found.get(container.id) ?? container.logging }))
}

async function readLogSettings(
  connection: EngineConnection,
  id: ContainerId,
  options: RequestOptions,
): Promise<LogSettings | null> {
  try {
    const config = (await getJson(connection, `/containers/${id}/json`, options)).at('HostConfig').at('LogConfig')
    const driver = config.absent ? null : textOrNull(config.at('Type'))
    return driver === null ? null : { driver, options: config.at('Config').texts() }
  } catch (error) {
    if (isAppError(error, 'engine-bad-answer') && error.context['status'] === 404) return null
    throw error
  }
}
