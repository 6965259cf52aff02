import type { KeepsakeOf, MadeContainer } from '../../prune/undo-port.ts'
import { answerField } from './answer-field.ts'
import { getJson, type EngineConnection, type RequestOptions } from './engine-connection.ts'
import { change, getOrNull, refused } from './engine-commands/refusal.ts'
import { createBodyOf, endpointsOf } from './engine-commands/create-body.ts'
import { textOrNull } from './normalise.ts'

/** Makes a container again from what `GET /containers/{id}/json` said of it. Errors: those of `getJson`, `prune-refused`. */
export async function recreateContainer(
  connection: EngineConnection,
  { name, inspect }: KeepsakeOf<'container'>,
  options: RequestOptions,
): Promise<MadeContainer> {
  const kept = answerField('the kept container', inspect)
  const image = await imageNow(connection, kept.at('Config').at('Image').text(), kept.at('Image').text(), options)
  const endpoints = endpointsOf(kept)
  const [first, ...others] = endpoints
  const body = jsonBody(createBodyOf(kept, image, first))
  const path = `/containers/create?name=${encodeURIComponent(name)}`
  const made = await change(connection, { method: 'POST', path, body }, options)
  const id = made.at('Id').text()
  // Engines before 25 take one network when a container is made.
  for (const { network, settings } of others) {
    const joining = jsonBody({ Container: id, EndpointConfig: settings })
    await change(connection, { method: 'POST', path: `/networks/${encodeURIComponent(network)}/connect`, body: joining }, options)
  }
  const warnings = made.at('Warnings').items().map((warning) => warning.text())
  return { id, warnings }
}

/** By the name that it was made with, as long as that means the same image; else by its ID. */
async function imageNow(
  connection: EngineConnection,
  name: string,
  id: string,
  options: RequestOptions,
): Promise<string> {
  const found = await getOrNull(connection, `/images/${encodeURIComponent(name)}/json`, options)
  return found !== null && textOrNull(found.at('Id')) === id ? name : id
}

/** Makes a volume as it was made once, empty, and answers where its files are. Errors: as above, and when it is there. */
export async function recreateVolume(
  connection: EngineConnection,
  keepsake: KeepsakeOf<'volume'>,
  options: RequestOptions,
): Promise<string> {
  const { name, driver, labels, options: driverOptions } = keepsake
  const there = await getOrNull(connection, `/volumes/${encodeURIComponent(name)}`, options)
  if (there !== null) throw refused(`there is a volume ${name} already`)
  const body = jsonBody({ Name: name, Driver: driver, DriverOpts: driverOptions, Labels: labels })
  const made = await change(connection, { method: 'POST', path: '/volumes/create', body }, options)
  return textOrNull(made.at('Mountpoint')) ?? ''
}

/** What the engine says of a volume that matters for its files. */
export async function volumeNow(
  connection: EngineConnection,
  name: string,
  options: RequestOptions,
): Promise<{ readonly mountpoint: string; readonly plain: boolean }> {
  const found = await getJson(connection, `/volumes/${encodeURIComponent(name)}`, options)
  const driver = textOrNull(found.at('Driver')) ?? 'local'
  const plain = driver === 'local' && Object.keys(found.at('Options').texts()).length === 0
  return { mountpoint: textOrNull(found.at('Mountpoint')) ?? '', plain }
}

function jsonBody(value: unknown): { readonly type: 'application/json'; readonly bytes: Buffer } {
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(value)) }
}
