import { dirname } from 'node:path'
import { assertNever } from '../../errors/bug-error.ts'
import type { DiffId } from '../../model/identifiers.ts'
import type { LayerFact, Place, Purpose, RootSurvey, WritableLayerFact } from '../../model/observations.ts'
import type { ContainerdStore, ListedSnapshotter } from '../containerd/containerd-store.ts'
import { isDockers } from '../containerd/docker-namespaces.ts'
import { knownSnapshots, layersBelow, type KnownSnapshot } from '../containerd/known-snapshots.ts'
import { layoutOf } from '../containerd/snapshot-layout.ts'
import type { SnapshotRole } from '../containerd/snapshot-role.ts'
import { isFresh, isRecent } from '../survey/is-fresh.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listEntries } from '../survey/survey-reads.ts'
import { createdAt } from './layerdb.ts'

export type SnapshotterSurvey = Pick<RootSurvey, 'layers' | 'writableLayers' | 'snapshots' | 'places'>

/** A directory with a passing name that is older was left by a containerd that died. */
const BEING_MADE_MS = 60 * 60_000

/**
 * containerd's snapshotters: `io.containerd.snapshotter.v1.<name>/` with a directory for each snapshot, which has a
 * number for a name, and `metadata.db`, which has the numbers. `diffIds`: those that image configs tell, by chain ID.
 */
export function surveySnapshotters(
  context: SurveyContext,
  store: ContainerdStore,
  diffIds: ReadonlyMap<string, DiffId>,
): SnapshotterSurvey {
  const surveys = store.snapshotters.map((snapshotter) => {
    const snapshots = knownSnapshots(store, snapshotter)
    const facts = { snapshots: snapshots.map((each) => each.fact), ...layerFacts(snapshots, diffIds) }
    return { ...facts, places: placesOf(context, store, { snapshotter, snapshots }) }
  })
  return {
    layers: surveys.flatMap((each) => each.layers),
    writableLayers: surveys.flatMap((each) => each.writableLayers),
    snapshots: surveys.flatMap((each) => each.snapshots),
    places: surveys.flatMap((each) => each.places),
  }
}

function layerFacts(
  snapshots: readonly KnownSnapshot[],
  diffIds: ReadonlyMap<string, DiffId>,
): Pick<RootSurvey, 'layers' | 'writableLayers'> {
  const below = layersBelow(snapshots)
  const layers: LayerFact[] = []
  const writableLayers: WritableLayerFact[] = []
  for (const { fact, role } of snapshots) {
    const { snapshotter: driver, number, directory, engineSize } = fact
    if (directory === null) continue
    const { chainId: parent, initOf } = below(fact)
    if (role.kind === 'layer') {
      const { chainId } = role
      const first: string | null = parent === null ? chainId : null
      const diffId = diffIds.get(chainId) ?? first
      layers.push({ chainId, diffId, cacheId: String(number), parent, engineSize, directory, driver, initOf })
    }
    if (role.kind === 'writable-layer')
      writableLayers.push({ containerId: role.containerId, directory, parent, driver })
  }
  return { layers, writableLayers }
}

interface Snapshotter {
  readonly snapshotter: ListedSnapshotter
  readonly snapshots: readonly KnownSnapshot[]
}

function placesOf(context: SurveyContext, store: ContainerdStore, { snapshotter, snapshots }: Snapshotter): Place[] {
  const { name, directory, entries } = snapshotter
  const own = place(directory, { kind: 'area', area: name, category: 'layer-metadata' })
  if (layoutOf(name) === null) return [unreadPlace(context, { snapshotter, snapshots }) ?? own]
  const known = new Map(snapshots.map((each) => [each.surroundings, each]))
  const records = [...snapshotter.metadata.records.values()]
  const judge: Judge = {
    context,
    newest: records.reduce((newest, { number }) => Math.max(newest, number), 0),
    committedAt: new Map(records.map(({ number, createdAt: time }) => [number, time])),
    unsure: snapshotter.metadata.incomplete || store.metadata.incomplete,
  }
  const strangers = entries.filter((entry) => !known.has(entry.path))
  return [
    own,
    ...entries.flatMap(({ path }) => knownPlaces(known.get(path), judge)),
    ...strangers.map((entry) => place(entry.path, strangerPurpose(entry, judge))),
  ]
}

function place(path: string, purpose: Purpose, immutableKey: string | null = null): Place {
  return { path, purpose, immutableKey }
}

/** A snapshotter that we cannot read, such as devmapper or stargz; null where it keeps nothing. */
function unreadPlace(context: SurveyContext, { snapshotter, snapshots }: Snapshotter): Place | null {
  const { directory, name } = snapshotter
  const path = `${context.root}/${directory}`
  const holds = (inside: string) => listEntries(context, inside).length > 0
  const full = listEntries(context, path).some((entry) => entry.kind === 'directory' && holds(`${path}/${entry.name}`))
  if (!full && snapshots.length === 0) return null
  const others = snapshots.map((each) => each.fact.namespace).filter((namespace) => !isDockers(namespace))
  const [namespace] = others
  if (namespace !== undefined && others.length === snapshots.length && !snapshotter.metadata.incomplete)
    return place(directory, { kind: 'other-namespace', namespace })
  context.gap({ path, reason: 'driver-not-supported', detail: `the ${name} snapshotter is not read yet` })
  return place(directory, { kind: 'unexplained' })
}

/** A snapshot's files and what is around them; one place where the files are all. */
function knownPlaces(known: KnownSnapshot | undefined, judge: Judge): Place[] {
  const directory = known?.fact.directory ?? null
  if (known === undefined || known.surroundings === null || directory === null) return []
  const { fact, role, surroundings } = known
  const [files, around] = role.kind === 'unreferenced' ? [unreferencedPurpose(known, judge), null] : purposesOf(role)
  if (around === null) return [place(surroundings, files)]
  // Committed is for ever: neither the number nor the name is given to another.
  const key = fact.kind === 'committed' ? `${fact.snapshotter}/${fact.number}/${fact.name}` : null
  if (directory === surroundings) return [place(surroundings, files, key)]
  return [place(surroundings, around), place(directory, files, key)]
}

/** What the files are for, and what is around them; null where both are one place. */
function purposesOf(role: SnapshotRole): readonly [files: Purpose, around: Purpose | null] {
  switch (role.kind) {
    case 'layer':
      return [role, { kind: 'layer-surroundings', chainId: role.chainId }]
    case 'writable-layer':
      return [role, { kind: 'writable-layer-surroundings', containerId: role.containerId }]
    case 'init-layer':
      return [role, { kind: 'init-layer-surroundings', containerId: role.containerId }]
    case 'build-cache': {
      const owner = { recordIds: [], snapshotKey: role.snapshotKey }
      return [
        { kind: 'build-cache', ...owner },
        { kind: 'build-cache-surroundings', ...owner },
      ]
    }
    case 'build-view': {
      const ofKey = { kind: 'build-cache-surroundings', recordIds: [], snapshotKey: role.snapshotKey } as const
      return [ofKey, ofKey]
    }
    case 'unpacking':
      return [{ kind: 'area', area: 'unpacking', category: 'temporary-files' }, null]
    case 'other-namespace':
      return [role, null]
    case 'unreferenced':
      return [{ kind: 'orphan', reason: 'unreferenced' }, null]
    case 'unknown':
      return [{ kind: 'unexplained' }, null]
    default:
      return assertNever(role)
  }
}

interface Judge {
  readonly context: SurveyContext
  /** The highest number that a record has. A number is never given twice: what has a higher one has no record yet. */
  readonly newest: number
  /** When snapshots were made or committed, by number. */
  readonly committedAt: ReadonlyMap<number, number | null>
  /** Not all records could be read. */
  readonly unsure: boolean
}

/** A snapshotter commits what it made before the name of it is on disk. */
function unreferencedPurpose({ fact, surroundings }: KnownSnapshot, { context, committedAt }: Judge): Purpose {
  const since = committedAt.get(fact.number) ?? null
  const recent = since !== null && isRecent(context, since)
  const fresh = recent || isFresh(context, `${context.root}/${surroundings ?? ''}`)
  return fresh ? BEING_MADE : { kind: 'orphan', reason: 'unreferenced' }
}

const BEING_MADE: Purpose = { kind: 'area', area: 'being-made', category: 'temporary-files' }

/** A name that no record has. Only a directory is accused, and only when all records could be read whole. */
function strangerPurpose(entry: ListedSnapshotter['entries'][number], judge: Judge): Purpose {
  const { context, unsure } = judge
  if (entry.kind !== 'directory') return { kind: 'area', area: 'snapshots', category: 'layer-metadata' }
  // The native and btrfs snapshotters rename what they are about to remove.
  if (entry.name.startsWith('rm-')) return { kind: 'orphan', reason: 'removing' }
  if (entry.name.startsWith('new-') && isYoung(context, entry.path))
    return { kind: 'area', area: 'unpacking', category: 'temporary-files' }
  if (unsure) return { kind: 'unexplained' }
  return isBeingMade(entry, judge) ? BEING_MADE : { kind: 'orphan', reason: 'unaccounted' }
}

/**
 * The directory is there before its record is on disk. The native and btrfs snapshotters give it the times of the one
 * below, so of what is new the directory around it tells as well.
 */
function isBeingMade({ path, name }: ListedSnapshotter['entries'][number], { context, newest }: Judge): boolean {
  const absolute = `${context.root}/${path}`
  if (isFresh(context, absolute)) return true
  return (name.startsWith('new-') || Number(name) > newest) && isFresh(context, dirname(absolute))
}

/** The native snapshotter copies a whole parent into `new-<number>` before it is given its own. */
function isYoung(context: SurveyContext, path: string): boolean {
  const born = createdAt(context, `${context.root}/${path}`)
  return born === null || context.reader.now() - born <= BEING_MADE_MS
}
