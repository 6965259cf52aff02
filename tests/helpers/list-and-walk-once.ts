/**
 * The same places walked, and counted in a listing, in a process of its own: for tests under another user or in another
 * mount namespace. Both results out, as JSON.
 */
import { readMountTable } from '../../src-main/sources/disk/mount-table.ts'
import { walkPlaces } from '../../src-main/sources/disk/walk-places.ts'
import { walkListing } from '../../src-main/sources/listed/walk-listing.ts'
import { listHere } from './list-here.ts'

const [root = '', ...paths] = process.argv.slice(2)
const places = ['', ...paths].map((path) => ({ path, purpose: { kind: 'unexplained' }, immutableKey: null }) as const)
const walked = await walkPlaces(
  { root, places, mountPoints: readMountTable().below(root), processes: 2 },
  { processEntry: new URL('../../src-main/sources/disk/walk-process.ts', import.meta.url) },
)
const listing = await listHere(root)
const listed = await walkListing(listing, { root, places, mountPoints: listing.mounts.below(root), processes: 1 })
const entered = listing.mounts.below(root).filter((path) => (listing.tree.at(path)?.children ?? []).length > 0)
console.log(JSON.stringify({ walked, listed, entered }))
