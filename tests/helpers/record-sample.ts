import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Observations } from '../../src-main/model/observations.ts'
import { openDatabase } from '../../src-main/persistence/database.ts'
import { createUsageMemory } from '../../src-main/persistence/usage-memory.ts'
import { createInventoryTaker } from '../../src-main/service/inventory-taker.ts'
import { createNodeDiskReader } from '../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../src-main/sources/disk/walk-places.ts'
import { RECORDING } from '../../src-main/sources/recorded/recorded-observations.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'

/**
 * Records what a real engine and its disk say, as the bundled sample world:
 *
 *     node tests/helpers/record-sample.ts <docker.sock> <directory that holds the data root>
 *
 * Only places are renamed: the directory becomes /var/lib, its filesystem's mount point /, the host `sample`.
 */
const [socket, directory] = process.argv.slice(2)
if (socket === undefined || directory === undefined) throw new Error('socket and directory are needed')

const taker = createInventoryTaker({
  target: { ...DEFAULT_TARGET, dockerHost: `unix://${socket}` },
  samplePath: '',
  clock: () => new Date(),
  sources: {
    reader: createNodeDiskReader(),
    walk: (request) =>
      walkPlaces(request, { processEntry: new URL('../../src-main/sources/disk/walk-process.ts', import.meta.url) }),
    memory: createUsageMemory(openDatabase(':memory:')),
    processes: 2,
  },
})
const taken = await taker.take({ everything: true, reuse: null, signal: new AbortController().signal }, () => undefined)
const neutral = (text: string) =>
  text.replaceAll(socket, '/var/run/docker.sock').replaceAll(directory, '/var/lib').replaceAll(dirname(directory), '/')
const recorded = JSON.parse(neutral(JSON.stringify(taken.observations))) as Observations
const observations = { ...recorded, engine: recorded.engine === null ? null : { ...recorded.engine, name: 'sample' } }
const out = join(import.meta.dirname, '../../resources/sample/world.json.gz')
mkdirSync(dirname(out), { recursive: true })
writeFileSync(out, gzipSync(JSON.stringify({ recording: RECORDING, observations }), { level: 9 }))
