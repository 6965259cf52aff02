import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const CONTAINER = '5e7a1a581c56967e4fd7764827803e7f4fe693a59929a960e9033e023644e43b'

/** Makes a data root of one stopped container with a log, and one volume with a file of so many bytes. */
export function makeSmallDataRoot(path: string, bytes = 100_000): string {
  const container = join(path, 'containers', CONTAINER)
  const volume = join(path, 'volumes', 'box', '_data')
  for (const directory of [container, volume, join(path, 'image'), join(path, 'network')]) {
    mkdirSync(directory, { recursive: true })
  }
  writeFileSync(join(volume, 'file'), 'x'.repeat(bytes))
  writeFileSync(join(container, `${CONTAINER}-json.log`), 'one line\n')
  const mount = { Type: 'volume', Name: 'box', Source: volume, Destination: '/box' }
  const config = {
    ...{ ID: CONTAINER, Name: '/web', Created: '2026-11-20T08:00:00Z', State: { Running: false } },
    ...{ Config: { Image: 'nginx', Labels: {} }, MountPoints: { '/box': mount } },
  }
  writeFileSync(join(container, 'config.v2.json'), JSON.stringify(config))
  return path
}
