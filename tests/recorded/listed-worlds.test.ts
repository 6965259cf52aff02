import { expect, it } from 'vitest'
import type { RootRole } from '../../src-main/model/observations.ts'
import { createNodeDiskReader } from '../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../src-main/sources/disk/walk-places.ts'
import { createListedDiskReader } from '../../src-main/sources/listed/listed-disk-reader.ts'
import { walkListing } from '../../src-main/sources/listed/walk-listing.ts'
import { surveyRoot } from '../../src-main/sources/survey-root.ts'
import { listHere } from '../helpers/list-here.ts'
import { unpackWorld } from '../helpers/recorded-world.ts'

const processEntry = new URL('../../src-main/sources/disk/walk-process.ts', import.meta.url)

async function readFromDisk(path: string, role: RootRole) {
  const reader = createNodeDiskReader()
  const surveyed = await surveyRoot(reader, { path, role, current: null, signal: undefined })
  const mountPoints = reader.mounts().below(path)
  const request = { root: path, places: surveyed.survey.places, mountPoints, processes: 1 }
  return { surveyed, walked: await walkPlaces(request, { processEntry }) }
}

async function readFromListing(path: string, role: RootRole) {
  const listing = await listHere(path)
  const reader = createListedDiskReader(listing)
  const surveyed = await surveyRoot(reader, { path, role, current: null, signal: undefined })
  const mountPoints = reader.mounts().below(path)
  const request = { root: path, places: surveyed.survey.places, mountPoints, processes: 1 }
  return { surveyed, walked: await walkListing(listing, request) }
}

it.each(['20.10-overlay2', '28.5-overlay2', '28.5-containerd', '28.5-containerd-native', '28.5-containerd-system'])(
  'a listing of %s says what its disk says, to the byte',
  async (name) => {
    await using world = await unpackWorld(name)
    expect(await readFromListing(world.dataRoot, 'data-root')).toEqual(await readFromDisk(world.dataRoot, 'data-root'))
    const beside = world.containerdRoot
    if (beside === null) return
    expect(await readFromListing(beside, 'containerd')).toEqual(await readFromDisk(beside, 'containerd'))
  },
  60_000,
)
