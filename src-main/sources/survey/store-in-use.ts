import type { Gap } from '../../model/gap.ts'
import type { RootRole, RootSurvey } from '../../model/observations.ts'
import { isDockers } from '../containerd/docker-namespaces.ts'
import { CLASSIC_DRIVERS } from './classic-drivers.ts'
import type { CurrentStore } from './current-store.ts'
import { driverOfPath } from './driver-of-path.ts'
import {
  byTime,
  classicDriversIn,
  classicTraces,
  containerdTraces,
  containerTraces,
  storesOfContainers,
  type KeptContainer,
  type StoreTrace,
} from './store-traces.ts'
import type { SurveyContext } from './survey-context.ts'

/** The engine's own containerd, in a data root. */
const INSIDE = 'containerd/daemon'

/**
 * Which driver the engine of a root used last, told by the disk because no engine says so. One that alone holds
 * anything is it, however old; null where nothing or several hold something and nothing decides, or where what would
 * decide could not all be read.
 */
export async function storeOfSurvey(
  outer: SurveyContext,
  role: RootRole,
  survey: RootSurvey,
): Promise<CurrentStore | null> {
  const problems: Gap[] = []
  const context: SurveyContext = { ...outer, gap: (gap) => problems.push(gap) }
  const { containers } = survey
  const classic = classicTraces(context, role === 'data-root' ? classicDriversOf(survey) : [])
  const found = [...classic, ...snapshottersOf(survey)]
  const ofContainers = storesOfContainers(containers, found)
  const undated = [...found, ...ofContainers].map((store) => ({ ...store, usedAt: null }))
  // Times are asked for only where something depends on them.
  if (storesIn(undated).length < 2) return storeInUse(undated)
  const traces = [
    ...classic,
    ...(await containerTraces(context, containers, ofContainers)),
    ...(await containerdTraces(context, role === 'containerd' ? '' : INSIDE)),
  ]
  return problems.length > 0 ? null : storeInUse(traces)
}

function snapshottersOf({ snapshots }: RootSurvey): readonly CurrentStore[] {
  const dockers = snapshots.filter(({ namespace }) => isDockers(namespace))
  return [...new Set(dockers.map(({ snapshotter }) => snapshotter))].map((driver) => {
    return { imageStore: 'containerd', driver }
  })
}

/** Those that hold something: what is only an area is made at every start. */
function classicDriversOf({ places, images }: RootSurvey): ReadonlySet<string> {
  const paths = [
    ...places.filter(({ purpose }) => purpose.kind !== 'area').map(({ path }) => path),
    ...images.filter(({ driver }) => CLASSIC_DRIVERS.includes(driver)).map(({ driver }) => `image/${driver}`),
  ]
  const stores = paths.map((path) => driverOfPath(path, 'data-root'))
  return new Set(stores.flatMap((store) => (store?.imageStore === 'classic' ? (store.driver ?? []) : [])))
}

/** What one engine has in two roots. */
export interface TwoRoots {
  readonly dataRoot: SurveyContext
  readonly containerd: SurveyContext
  readonly containers: readonly KeptContainer[]
}

/** The same where containerd has a root of its own: which store is in use cannot be told by either root alone. */
export async function storeOfRoots({ dataRoot, containerd, containers }: TwoRoots): Promise<CurrentStore | null> {
  const problems: Gap[] = []
  const gap = (found: Gap) => problems.push(found)
  const outer = { ...dataRoot, gap }
  const found = [
    ...classicTraces(outer, classicDriversIn(outer)),
    ...(await containerdTraces(outer, INSIDE)),
    ...(await containerdTraces({ ...containerd, gap }, '')),
  ]
  const traces = [...found, ...(await containerTraces(outer, containers, storesOfContainers(containers, found)))]
  return problems.length > 0 ? null : storeInUse(traces)
}

/** Of several stores the one that was used last. */
export function storeInUse(traces: readonly StoreTrace[]): CurrentStore | null {
  const [last, next] = storesIn(traces)
  if (last === undefined) return null
  if (next !== undefined && (last.usedAt ?? -1) === (next.usedAt ?? -1)) return null
  return { imageStore: last.imageStore, driver: last.driver }
}

/** Each store once, with its newest trace; the one that was used last is the first. */
function storesIn(traces: readonly StoreTrace[]): readonly StoreTrace[] {
  const newestFirst = traces.toSorted(byTime)
  const key = ({ imageStore, driver }: StoreTrace) => `${imageStore} ${driver}`
  return newestFirst.filter((trace, i) => newestFirst.findIndex((other) => key(other) === key(trace)) === i)
}
