import { AppError } from '../errors/app-error.ts'
import type { Gap } from '../model/gap.ts'
import type { Place, RootRole, RootSurvey } from '../model/observations.ts'
import { AREA_READERS } from './areas/registry.ts'
import type { DiskReader } from './disk/disk-reader.ts'
import { STORAGE_DRIVER_READERS } from './storage-drivers/registry.ts'
import type { SurveyContext } from './survey/survey-context.ts'
import { stayInside } from './survey/stay-inside.ts'
import { linkGap, tryList } from './survey/survey-reads.ts'

/** Directories of storage drivers that no reader of ours knows yet: their bytes are shown as unattributed, with a gap that says why. */
const UNREAD_DRIVERS = ['aufs', 'btrfs', 'devicemapper', 'fuse-overlayfs', 'overlay', 'vfs', 'zfs', 'windowsfilter']

/** Where the engine keeps images and layers now; what other drivers left behind is none of its figures. */
export interface CurrentStore {
  readonly imageStore: 'classic' | 'containerd'
  /** Storage driver or snapshotter, as `/info` Driver says. */
  readonly driver: string
}

export interface SurveyRequest {
  readonly path: string
  readonly role: RootRole
  /** Null when no engine says so: then the disk itself has to tell. */
  readonly current: CurrentStore | null
  readonly signal: AbortSignal | undefined
}

export interface SurveyedRoot {
  readonly survey: RootSurvey
  readonly gaps: readonly Gap[]
}

/**
 * Reads what the metadata of a data root says: every driver and area that is found there, and every other name as
 * unexplained. The first place is the root itself. Throws when the root cannot be listed at all.
 */
export async function surveyRoot(
  reader: DiskReader,
  { path: root, signal }: SurveyRequest,
): Promise<SurveyedRoot> {
  // By path and reason: a symlink is met once for each file that is looked for behind it.
  const gaps = new Map<string, Gap>()
  const gap = (found: Gap) => gaps.set(`${found.reason} ${found.path}`, found)
  const context: SurveyContext = { reader: stayInside(reader, root), root, signal, gap }
  const entries = reader.list(root)
  if (entries === null)
    throw new AppError('root-not-found', `There is no directory at ${root}.`, { context: { path: root } })

  const drivers = []
  for (const driver of STORAGE_DRIVER_READERS) if (driver.detect(context)) drivers.push(await driver.survey(context))
  const areas = []
  for (const area of AREA_READERS) areas.push(await area.survey(context))

  const places = [rootPlace(), ...drivers.flatMap((each) => each.places), ...areas.flatMap((each) => each.places)]
  const explained = new Set(places.map((place) => place.path))
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // Also a name that an area knows: volumes/ moved to another disk is a usual thing, and then its files are there.
    if (entry.kind === 'symlink') gap(linkGap(`${root}/${entry.name}`))
    if (!explained.has(entry.name)) places.push(strangerPlace(context, entry.name))
  }
  return {
    gaps: [...gaps.values()],
    survey: {
      layers: [...drivers, ...areas].flatMap((each) => each.layers ?? []),
      writableLayers: [...drivers, ...areas].flatMap((each) => each.writableLayers ?? []),
      buildCache: [...drivers, ...areas].flatMap((each) => each.buildCache ?? []),
      images: areas.flatMap((each) => each.images ?? []),
      containers: areas.flatMap((each) => each.containers ?? []),
      volumes: areas.flatMap((each) => each.volumes ?? []),
      snapshots: areas.flatMap((each) => each.snapshots ?? []),
      blobs: areas.flatMap((each) => each.blobs ?? []),
      leases: areas.flatMap((each) => each.leases ?? []),
      places,
    },
  }
}

function rootPlace(): Place {
  return { path: '', purpose: { kind: 'area', area: 'root', category: 'engine-metadata' }, immutableKey: null }
}

function strangerPlace(context: SurveyContext, name: string): Place {
  const path = `${context.root}/${name}`
  if (UNREAD_DRIVERS.includes(name)) {
    if (tryList(context, path)?.length === 0)
      return { path: name, purpose: { kind: 'area', area: name, category: 'engine-metadata' }, immutableKey: null }
    context.gap({ path, reason: 'driver-not-supported', detail: `the ${name} storage driver is not read yet` })
  }
  return { path: name, purpose: { kind: 'unexplained' }, immutableKey: null }
}
