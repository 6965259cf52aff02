import { AppError } from '../errors/app-error.ts'
import type { Gap } from '../model/gap.ts'
import type { ContainerId } from '../model/identifiers.ts'
import { QUARANTINE } from '../model/quarantine.ts'
import type { Place, Purpose, RootRole, RootSurvey } from '../model/observations.ts'
import type { AreaSurvey } from './areas/area-reader.ts'
import { AREA_READERS } from './areas/registry.ts'
import { surveyContainerdStore } from './containerd/survey-containerd-store.ts'
import type { DirectoryEntry, DiskReader } from './disk/disk-reader.ts'
import { STORAGE_DRIVER_READERS } from './storage-drivers/registry.ts'
import { CLASSIC_DRIVERS } from './survey/classic-drivers.ts'
import type { CurrentStore } from './survey/current-store.ts'
import { setAsideLeftovers } from './survey/set-aside-leftovers.ts'
import { storeOfSurvey } from './survey/store-in-use.ts'
import type { SurveyContext } from './survey/survey-context.ts'
import { stayInside } from './survey/stay-inside.ts'
import { linkGap, tryList } from './survey/survey-reads.ts'
import { orphanFacts } from './survey/orphan-facts.ts'
import { quarantinePlaces } from './survey/quarantine-places.ts'
import { ownShortNames } from './survey/own-short-names.ts'
import { withoutOwnScan } from './survey/without-own-scan.ts'

/** Storage drivers that no reader of ours knows yet: their bytes are shown as unattributed, with a gap that says why. */
const UNREAD_DRIVERS = CLASSIC_DRIVERS.filter((driver) => STORAGE_DRIVER_READERS.every(({ name }) => name !== driver))

export type { CurrentStore } from './survey/current-store.ts'

export interface SurveyRequest {
  readonly path: string
  readonly role: RootRole
  /** Null when no engine says so: then the disk itself has to tell. */
  readonly current: CurrentStore | null
  /** Containers that read the root for us: nothing else tells that they are ours. */
  readonly own?: readonly ContainerId[]
  readonly signal: AbortSignal | undefined
}

export interface SurveyedRoot {
  readonly survey: RootSurvey
  readonly gaps: readonly Gap[]
}

/**
 * Reads what the metadata of a root says: every driver and area that is found there, and every other name as
 * unexplained. The first place is the root itself. Throws when the root cannot be listed at all.
 */
export async function surveyRoot(reader: DiskReader, request: SurveyRequest): Promise<SurveyedRoot> {
  const { path: root, role, signal } = request
  // By path and reason: a symlink is met once for each file that is looked for behind it.
  const gaps = new Map<string, Gap>()
  const gap = (found: Gap) => gaps.set(`${found.reason} ${found.path}`, found)
  const context: SurveyContext = { reader: stayInside(reader, root), root, signal, gap }
  const entries = reader.list(root)
  if (entries === null)
    throw new AppError('root-not-found', `There is no directory at ${root}.`, { context: { path: root } })
  const parts = role === 'containerd' ? [await surveyContainerdStore(context, '')] : await surveyDataRoot(context)
  const known = [rootPlace(), ...parts.flatMap((part) => part.places)]
  const places = [...known, ...strangerPlaces(context, { role, entries, known })]
  const whole = withoutOwnScan(joinParts(parts, places), role, request.own ?? [])
  const survey = await withoutLeftovers(context, request, whole)
  const orphans = await orphanFacts(context, survey.places)
  return {
    gaps: [...gaps.values()].filter((each) => !isOfLeftover(each, root, survey)),
    survey: { ...survey, orphans, places: [...survey.places, ...ownShortNames(context, survey)] },
  }
}

async function withoutLeftovers(
  context: SurveyContext,
  { role, current }: SurveyRequest,
  survey: RootSurvey,
): Promise<RootSurvey> {
  const store = current ?? (await storeOfSurvey(context, role, survey))
  return store === null ? survey : setAsideLeftovers(survey, role, store)
}

/** Of a driver that is not used any more, nothing is to be told but how much it left. */
function isOfLeftover({ path, reason }: Gap, root: string, { places }: RootSurvey): boolean {
  if (reason !== 'driver-not-supported') return false
  return places.some((each) => each.purpose.kind === 'leftover-driver' && `${root}/${each.path}` === path)
}

async function surveyDataRoot(context: SurveyContext): Promise<AreaSurvey[]> {
  const parts: AreaSurvey[] = []
  for (const driver of STORAGE_DRIVER_READERS) if (driver.detect(context)) parts.push(await driver.survey(context))
  for (const area of AREA_READERS) parts.push(await area.survey(context))
  return parts
}

function joinParts(parts: readonly AreaSurvey[], places: readonly Place[]): RootSurvey {
  return {
    layers: parts.flatMap((part) => part.layers ?? []),
    writableLayers: parts.flatMap((part) => part.writableLayers ?? []),
    images: parts.flatMap((part) => part.images ?? []),
    containers: parts.flatMap((part) => part.containers ?? []),
    volumes: parts.flatMap((part) => part.volumes ?? []),
    buildCache: parts.flatMap((part) => part.buildCache ?? []),
    logFiles: parts.flatMap((part) => part.logFiles ?? []),
    orphans: [],
    snapshots: parts.flatMap((part) => part.snapshots ?? []),
    blobs: parts.flatMap((part) => part.blobs ?? []),
    leases: parts.flatMap((part) => part.leases ?? []),
    places,
  }
}

function rootPlace(): Place {
  return place('', { kind: 'area', area: 'root', category: 'engine-metadata' })
}

function place(path: string, purpose: Purpose): Place {
  return { path, purpose, immutableKey: null }
}

interface TopLevel {
  readonly role: RootRole
  readonly entries: readonly DirectoryEntry[]
  readonly known: readonly Place[]
}

function strangerPlaces(context: SurveyContext, { role, entries, known }: TopLevel): Place[] {
  const explained = new Set(known.map(({ path }) => path))
  const places: Place[] = []
  for (const { name, kind } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // Also a name that an area knows: volumes/ moved to another disk is a usual thing, and then its files are there.
    if (kind === 'symlink') context.gap(linkGap(`${context.root}/${name}`))
    if (explained.has(name)) continue
    if (name === QUARANTINE && kind === 'directory') places.push(...quarantinePlaces(context))
    else places.push(place(name, strangerPurpose(context, name, role)))
  }
  return places
}

function strangerPurpose(context: SurveyContext, name: string, role: RootRole): Purpose {
  if (role === 'data-root' && UNREAD_DRIVERS.includes(name)) {
    const path = `${context.root}/${name}`
    if (isHollow(context, path, 2)) return { kind: 'area', area: name, category: 'engine-metadata' }
    context.gap({ path, reason: 'driver-not-supported', detail: `the ${name} storage driver is not read yet` })
  }
  // Of a filesystem of its own; in a data root an area knows it.
  if (name === 'lost+found') return { kind: 'area', area: 'root', category: 'engine-metadata' }
  return { kind: 'unexplained' }
}

/** Whether there is nothing but directories that are empty, as a driver makes them when it starts; also when it is closed to us. */
function isHollow(context: SurveyContext, path: string, depth: number): boolean {
  const entries = tryList(context, path) ?? []
  if (entries.length === 0) return true
  return (
    depth > 0 &&
    entries.every(({ name, kind }) => kind === 'directory' && isHollow(context, `${path}/${name}`, depth - 1))
  )
}
