import { isAppError } from '../../errors/app-error.ts'
import type { AnswerField } from './answer-field.ts'
import { getJson, type EngineConnection } from './engine-connection.ts'
import type { RawEvent } from './engine-event.ts'

const INSPECT_TIMEOUT_MS = 5000
// An exec whose end was missed must not be remembered for ever; so many do not run at once.
const MOST_EXECS = 10_000

/**
 * Tells the end of a health check from the end of a command that a person ran: the engine announces both as an exec,
 * and health checks every few seconds, in every container that has one.
 *
 * The command line of `exec_create` is compared with the health check in the container's configuration, which is asked
 * for once per container. If that cannot be had, an exec counts as a person's: a measurement too many, never one too few.
 */
export function healthCheckFilter(
  connection: EngineConnection,
  signal: AbortSignal,
): (event: RawEvent) => Promise<boolean> {
  const commands = new Map<string, string>()
  const checks = new Map<string, string | null>()
  const checkOf = async (container: string): Promise<string | null> => {
    const known = checks.get(container)
    if (known !== undefined) return known
    const check = await readHealthCheck(connection, container, signal)
    checks.set(container, check)
    return check
  }
  return async ({ kind, action, detail, id, attributes }) => {
    const exec = attributes['execID']
    if (kind !== 'container' || id === null) return false
    if (action === 'destroy') checks.delete(id)
    if (exec === undefined) return false
    if (action === 'exec_create' && commands.size < MOST_EXECS) commands.set(exec, detail)
    if (action !== 'exec_die') return false
    const command = commands.get(exec)
    commands.delete(exec)
    return command !== undefined && command === (await checkOf(id))
  }
}

async function readHealthCheck(
  connection: EngineConnection,
  container: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const path = `/containers/${encodeURIComponent(container)}/json`
    const answer = await getJson(connection, path, { signal, timeout: INSPECT_TIMEOUT_MS })
    return healthCheckCommand(answer.at('Config'))
  } catch (error) {
    if (!isAppError(error) || error.code === 'cancelled') throw error
    return null
  }
}

/** The command line that the engine runs, as its events write it; null without a health check. */
export function healthCheckCommand(config: AnswerField): string | null {
  const check = config.at('Healthcheck')
  if (check.absent) return null
  const [kind, ...words] = texts(check.at('Test'))
  if (kind === 'CMD') return words.join(' ')
  if (kind !== 'CMD-SHELL') return null
  const shell = texts(config.at('Shell'))
  return [...(shell.length === 0 ? ['/bin/sh', '-c'] : shell), ...words].join(' ')
}

function texts(list: AnswerField): readonly string[] {
  return list.items().map((item) => item.text())
}
