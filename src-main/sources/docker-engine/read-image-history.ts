import type { ImageId } from '../../model/identifiers.ts'
import type { EngineHistoryStep } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { getJson, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { bytesOrNull, references, secondsOrNull, textOrNull } from './normalise.ts'

/** The newest step first, as `docker history` prints it. Source: `/images/<id>/history`. Errors: as `getJson`. */
export async function readImageHistory(
  connection: EngineConnection,
  id: ImageId,
  options: RequestOptions,
): Promise<readonly EngineHistoryStep[]> {
  const answer = await getJson(connection, `/images/${encodeURIComponent(id)}/history`, options)
  return answer.items().map(parseStep)
}

function parseStep(item: AnswerField): EngineHistoryStep {
  const id = textOrNull(item.at('Id'))
  return {
    image: id === '<missing>' ? null : id,
    references: item.at('Tags').absent ? [] : references(item.at('Tags')),
    createdAt: secondsOrNull(item.at('Created')),
    createdBy: textOrNull(item.at('CreatedBy')) ?? '',
    comment: textOrNull(item.at('Comment')) ?? '',
    size: bytesOrNull(item.at('Size')),
  }
}
