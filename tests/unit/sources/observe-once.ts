/** A root observed in a process of its own: for tests under another user or in another mount namespace. */
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../../src-main/sources/disk/walk-places.ts'
import {
  observeMetadata,
  observeUsage,
  type RootRequest,
  type RootSources,
} from '../../../src-main/sources/observe-root.ts'

const processEntry = new URL('../../../src-main/sources/disk/walk-process.ts', import.meta.url)
const sources: RootSources = {
  reader: createNodeDiskReader(),
  walk: (request) => walkPlaces(request, { processEntry }),
  memory: { recall: () => null, remember: () => undefined },
  processes: 1,
}
const [path = ''] = process.argv.slice(2)
const request: RootRequest = { path, role: 'data-root', live: false, reuse: null, everything: true, signal: undefined }
const root = await observeMetadata(sources, request)
const whole = root.measured === 'unreadable' ? root : await measured()
const inventory = buildInventory({
  takenAt: '2026-11-20T00:00:00Z',
  sample: false,
  engine: null,
  engineBecause: 'none is asked',
  roots: [whole],
})
console.log(JSON.stringify({ observation: whole, inventory }))

async function measured() {
  return (await observeUsage(sources, { request, root }, () => undefined)).observation
}
