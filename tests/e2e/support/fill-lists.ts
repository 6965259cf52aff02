import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../../helpers/engines/engine.ts'
import { rootsOf, storeOf } from '../../helpers/engines/storage-roots.ts'
import { fillWorld } from '../../helpers/engines/world.ts'
import { makeOld } from '../../helpers/make-old.ts'
import { PLANTED_BYTES, plantOrphans } from '../../helpers/plant-orphans.ts'
import { run } from '../../helpers/run-process.ts'

/** A container's directory that its config is gone from, with a log of this length. */
export const LEFT_BEHIND = { id: '1eaf'.repeat(16), logBytes: 1_234_567 }
/** The engine keeps a copy of what is sent away, for `docker logs`. Nobody listens there. */
const SENT_AWAY = [
  ...['run', '--name', 'sent-away', '--log-driver', 'syslog', '--log-opt', 'syslog-address=udp://127.0.0.1:5140'],
  ...['acme/base:1.0', 'sh', '-c', 'yes one ordinary line of log | head -n 3000'],
]
export const BIG_FILE_BYTES = 10 * 1024 * 1024

/**
 * The small world, and what the lists are about besides: a volume with a file of 10 MiB that was changed in 2021, a container
 * whose driver keeps nothing, and orphans of each place. Resolves to the paths of the orphans, sorted.
 */
export async function fillLists(engine: Engine): Promise<readonly string[]> {
  await fillWorld(engine)
  await engine.cli('volume', 'create', '--label', 'com.docker.compose.project=shop', 'big-data')
  const volume = join(engine.dataRoot, 'volumes/big-data/_data')
  await writeFile(join(volume, 'big.bin'), Buffer.alloc(BIG_FILE_BYTES, 'b'))
  await run([
    'sh',
    '-c',
    `touch -d 2021-05-01T10:00:00.123Z "$1/big.bin" && touch -d 2020-01-01T00:00:00Z "$1"`,
    'sh',
    volume,
  ])
  await engine.cli('create', '--name', 'silent', '--log-driver', 'none', 'acme/base:1.0')
  await engine.cli(...SENT_AWAY)
  const left = join(engine.dataRoot, 'containers', LEFT_BEHIND.id)
  await mkdir(left)
  await writeFile(join(left, `${LEFT_BEHIND.id}-json.log`), Buffer.alloc(LEFT_BEHIND.logBytes, 'l'))
  makeOld(join(left, `${LEFT_BEHIND.id}-json.log`), left)
  const others = await plantWithDriver(engine)
  for (const root of rootsOf(engine)) await run(['sync', '-f', root])
  return [left, ...others].toSorted()
}

async function plantWithDriver(engine: Engine): Promise<readonly string[]> {
  const store = storeOf(engine)
  if (store !== null) return plantOrphans(store)
  const leak = join(engine.dataRoot, 'overlay2', 'c0ffee00'.repeat(8))
  for (const name of ['etc', 'usr/bin']) await mkdir(join(leak, 'diff', name), { recursive: true })
  await writeFile(join(leak, 'diff/usr/leak.bin'), Buffer.alloc(PLANTED_BYTES, 'x'))
  makeOld(leak)
  return [leak]
}
