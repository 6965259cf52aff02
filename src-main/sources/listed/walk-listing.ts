import { setImmediate } from 'node:timers/promises'
import type { Gap } from '../../model/gap.ts'
import type { Incomplete } from '../../model/observations.ts'
import { createPlaceChecker, OTHER_DEVICE, unread, type PlaceCheck } from '../disk/check-place.ts'
import { isStandIn, isSubvolume } from '../disk/is-subvolume.ts'
import { directoryOf, nestPlaces, type PlaceTree } from '../disk/place-tree.ts'
import { createPlaceTally } from '../disk/place-tally.ts'
import { placeUsages, type PlaceOutcome } from '../disk/place-usages.ts'
import {
  countDirectory,
  countFile,
  countLink,
  noteTime,
  reportCount,
  startCount,
  type RunCount,
} from '../disk/run-count.ts'
import type { WalkRequest, WalkResult } from '../disk/walk-types.ts'
import type { ListedEntry } from './listed-tree.ts'
import type { Listing } from './listing.ts'

const BLOCK = 512
/** How many places are counted before other work of this process gets its turn. */
const PORTION = 64

/** What `walkPlaces` would say of the same directory, out of a listing. Nothing is recalled: counting again costs no reading. */
export async function walkListing(listing: Listing, request: WalkRequest): Promise<WalkResult> {
  const { root, places, mountPoints, signal, onProgress } = request
  const tree = nestPlaces(root, places, mountPoints)
  const check = createPlaceChecker(root, mountPoints, (path, device) => look(listing, path, device))
  const gaps = new Map<string, Gap>()
  const addGap = (gap: Gap): void => void gaps.set(`${gap.reason} ${gap.path}`, gap)
  const checks = places.map((_, i) => (tree.sameAs(i) === null ? check(tree.paths[i] ?? root) : null))
  for (const found of checks) if (found !== null && 'gap' in found) addGap(found.gap)
  const present = (place: number): boolean => checks[place]?.kind !== 'absent'
  const outcomes: PlaceOutcome[] = places.map(() => null)
  let done = 0
  for (const [i, found] of checks.entries()) {
    if (signal?.aborted === true) break
    outcomes[i] =
      found === null ? { kind: 'listed-before' } : outcomeOf(found, { listing, tree, place: i, present, addGap })
    done += 1
    if (done % PORTION === 0) await setImmediate()
  }
  const walked = outcomes.map((outcome) => (outcome !== null && 'walked' in outcome ? outcome.walked : null))
  const usages = placeUsages(outcomes)
  const own = walked.flatMap((each) => each?.inside ?? [])
  const inodes = own.reduce((sum, each) => sum + each.inodes, 0)
  const allocated = own.reduce((sum, each) => sum + each.allocated, 0)
  onProgress?.({ inodes, allocated, placesDone: done, places: places.length, usages: () => usages })
  return { usages, walked, gaps: [...gaps.values()].sort(byPath), cancelled: done < places.length }
}

function look(listing: Listing, path: string, device: number | null): PlaceCheck {
  const entry = listing.tree.at(path)
  if (entry === null) return missing(listing, path)
  const { dev, ino, nlink, blocks, size, modifiedAt } = entry
  const identity = { dev, ino: Number(ino) }
  if (device !== null && dev !== device && !belongs(listing, path, entry))
    return unread(path, 'mounted-elsewhere', OTHER_DEVICE)
  const allocated = blocks * BLOCK
  if (entry.kind === 'directory') return { kind: 'directory', identity, allocated, modifiedAt }
  return { kind: 'file', identity, link: { dev, ino, nlink, seen: 1, allocated, apparent: size }, modifiedAt }
}

/** Not there, unless nobody could look. */
function missing({ gaps }: Listing, path: string): PlaceCheck {
  const directory = directoryOf(path) ?? path
  const closed = gaps.get(directory)?.find((gap) => gap.path === directory && gap.reason === 'permission-denied')
  if (closed !== undefined) return { kind: 'unreadable', because: 'permission-denied', gap: closed }
  const failed = gaps.get(directory)?.find((gap) => gap.path === path)
  return failed === undefined ? { kind: 'absent' } : { kind: 'unreadable', because: 'read-error', gap: failed }
}

function belongs({ mounts }: Listing, path: string, { kind, ino }: ListedEntry): boolean {
  return kind === 'directory' && isSubvolume(path, Number(ino), mounts)
}

interface Count {
  readonly listing: Listing
  readonly tree: PlaceTree
  readonly place: number
  readonly present: (place: number) => boolean
  readonly addGap: (gap: Gap) => void
}

function outcomeOf(found: PlaceCheck, at: Count): PlaceOutcome {
  if (found.kind === 'absent') return null
  if (found.kind === 'unreadable') return { kind: 'unreadable', because: found.because }
  const tally = createPlaceTally(found.identity)
  if (found.kind === 'file') {
    const { link, modifiedAt } = found
    tally.absorb({ tickets: 0, inodes: 0, allocated: 0, apparent: 0, modifiedAt, incomplete: null, links: [link] })
    return { kind: 'walked', walked: tally.finish() }
  }
  const { allocated, modifiedAt } = found
  tally.absorb({ tickets: 0, inodes: 1, allocated, apparent: 0, modifiedAt, incomplete: null, links: [] })
  const count = startCount(0)
  countBelow(at, count)
  const report = reportCount(count)
  if (report !== null) tally.absorb(report)
  return { kind: 'walked', walked: tally.finish() }
}

function countBelow({ listing, tree, place, present, addGap }: Count, count: RunCount): void {
  const foreign = new Map(tree.boundariesOf(place, present).map(({ directory, names }) => [directory, new Set(names)]))
  const path = tree.paths[place] ?? ''
  const top = listing.tree.at(path)
  const stack = top === null ? [] : [{ path, entry: top }]
  const note = (gap: Gap, because: Incomplete): void => {
    if (because === 'permission-denied' || count.incomplete === null) count.incomplete = because
    addGap(gap)
  }
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { path: directory, entry: parent } = next
    for (const gap of listing.gaps.get(directory) ?? []) note(gap, incompleteOf(gap))
    const others = foreign.get(directory)
    const prefix = directory === '/' ? directory : `${directory}/`
    for (const entry of parent.children ?? []) {
      if (others?.has(entry.name) === true) continue
      const at = prefix + entry.name
      if (entry.dev !== parent.dev && !belongs(listing, at, entry)) {
        const gap = unexplained(entry.kind === 'directory' ? at : directory, entry)
        if (!listing.mounts.isMountPoint(at)) note(gap, 'mounted-elsewhere')
        continue
      }
      if (!isStandIn(entry, parent)) noteTime(count, entry.modifiedAt)
      if (entry.kind === 'directory') {
        countDirectory(count, entry)
        stack.push({ path: at, entry })
      } else if (entry.nlink > 1) countLink(count, entry, entry.ino)
      else countFile(count, entry)
    }
  }
}

function incompleteOf({ reason }: Gap): Incomplete {
  return reason === 'permission-denied' || reason === 'changed-while-reading' ? reason : 'read-error'
}

function unexplained(path: string, { dev }: ListedEntry): Gap {
  return { path: path.toWellFormed(), reason: 'mounted-elsewhere', detail: `device ${dev}, and no mount point` }
}

function byPath(a: Gap, b: Gap): number {
  return compare(a.path, b.path) || compare(a.reason, b.reason)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
