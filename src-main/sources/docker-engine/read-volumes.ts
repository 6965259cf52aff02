import type { EngineVolume } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { getJson, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { bytesOrNull, textOrNull, timeOrNull } from './normalise.ts'

export interface VolumeList {
  readonly volumes: readonly EngineVolume[]
  /** What the engine warns of, such as a volume driver that does not answer. */
  readonly warnings: readonly string[]
}

/** All volumes, by name, without sizes: only `/system/df` has those. */
export async function readVolumes(connection: EngineConnection, options: RequestOptions): Promise<VolumeList> {
  const answer = await getJson(connection, '/volumes', options)
  return {
    volumes: parseVolumes(answer.at('Volumes')),
    warnings: answer
      .at('Warnings')
      .items()
      .map((warning) => warning.text()),
  }
}

/** Source: a list of the API's `Volume`. */
export function parseVolumes(list: AnswerField): readonly EngineVolume[] {
  return list
    .items()
    .map(parseVolume)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function parseVolume(item: AnswerField): EngineVolume {
  const usage = item.at('UsageData')
  return {
    name: item.at('Name').text(),
    driver: textOrNull(item.at('Driver')) ?? 'local',
    mountpoint: textOrNull(item.at('Mountpoint')) ?? '',
    createdAt: timeOrNull(item.at('CreatedAt')),
    labels: item.at('Labels').texts(),
    options: item.at('Options').texts(),
    size: usage.absent ? null : bytesOrNull(usage.at('Size')),
  }
}
