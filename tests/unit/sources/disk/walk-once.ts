/**
 * A walk in a process of its own: for tests under another user or in another mount namespace. Request in, result out.
 * With UNTOLD set the walk is not told of mounts, as if they came after the table was read.
 */
import { walkPlaces } from '../../../../src-main/sources/disk/walk-places.ts'
import { readMountTable } from '../../../../src-main/sources/disk/mount-table.ts'

const [root = '', ...paths] = process.argv.slice(2)
const result = await walkPlaces(
  {
    root,
    places: ['', ...paths].map((path) => ({ path, purpose: { kind: 'unexplained' }, immutableKey: null })),
    mountPoints: process.env['UNTOLD'] === undefined ? readMountTable().below(root) : [],
    processes: 2,
  },
  { processEntry: new URL('../../../../src-main/sources/disk/walk-process.ts', import.meta.url) },
)
console.log(JSON.stringify(result))
