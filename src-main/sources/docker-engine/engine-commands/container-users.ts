import type { AnswerField } from '../answer-field.ts'
import { getJson, type EngineConnection, type RequestOptions } from '../engine-connection.ts'

/** Full IDs of all containers, whatever their state, that `uses` says yes of: sorted, with a blank between, '' for none. */
export async function containersThat(
  uses: (container: AnswerField) => boolean,
  connection: EngineConnection,
  options: RequestOptions & { readonly filters?: Readonly<Record<string, readonly string[]>> },
): Promise<string> {
  const { filters, ...limits } = options
  const query = filters === undefined ? '' : `&filters=${encodeURIComponent(JSON.stringify(filters))}`
  const containers = await getJson(connection, `/containers/json?all=1${query}`, limits)
  const ids = containers
    .items()
    .filter(uses)
    .map((each) => each.at('Id').text())
  return ids.sort().join(' ')
}
