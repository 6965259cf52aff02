import type { ContainerId } from '../../model/identifiers.ts'
import type { LogFileFact } from '../../model/observations.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { orGap, tryList } from '../survey/survey-reads.ts'

/** Directory of the `local` log driver, beside a container's config. */
export const LOCAL_LOGS = 'local-logs'

/**
 * The files of a container's log, the current one first, then from the newest to the oldest: `<id>-json.log` and
 * `<id>-json.log.1`, of the local driver `container.log` and `container.log.1`, with `.gz` when they are compressed.
 * What the engine keeps for `docker logs` while another driver sends the log away is `container-cached.log`.
 * `names`: what is in the container's directory.
 */
export function logFilesOf(
  context: SurveyContext,
  containerId: ContainerId,
  names: readonly string[],
): readonly LogFileFact[] {
  const directory = `containers/${containerId}`
  const here = [...filesLike(`${containerId}-json.log`, names), ...filesLike('container-cached.log', names)]
  const local = names.includes(LOCAL_LOGS)
    ? filesLike('container.log', namesIn(context, `${context.root}/${directory}/${LOCAL_LOGS}`))
    : []
  return [...here, ...local.map((file) => ({ ...file, name: `${LOCAL_LOGS}/${file.name}` }))].map(({ name, turn }) => {
    const path = `${directory}/${name}`
    return { containerId, path, current: turn === 0, bornAt: bornAt(context, `${context.root}/${path}`) }
  })
}

function namesIn(context: SurveyContext, directory: string): readonly string[] {
  return tryList(context, directory)?.flatMap(({ name, kind }) => (kind === 'directory' ? [] : [name])) ?? []
}

interface LogName {
  readonly name: string
  /** How often it was rotated. */
  readonly turn: number
}

function filesLike(base: string, names: readonly string[]): readonly LogName[] {
  return names
    .flatMap((name): LogName[] => {
      if (!name.startsWith(base)) return []
      const [, turn = '0'] = /^\.(\d{1,9})(?:\.|$)/.exec(name.slice(base.length)) ?? []
      // What is neither, such as a file that is being compressed, is no current one.
      return [{ name, turn: name === base ? 0 : Number(turn) || Number.MAX_SAFE_INTEGER }]
    })
    .sort((a, b) => a.turn - b.turn || (a.name < b.name ? -1 : 1))
}

function bornAt(context: SurveyContext, path: string): number | null {
  return orGap(context, path, () => context.reader.identify(path), null)?.bornAt ?? null
}
