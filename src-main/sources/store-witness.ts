import type { ContainerId } from '../model/identifiers.ts'
import type { EngineObservation } from '../model/observations.ts'
import { readBuildkitDatabases } from './areas/buildkit-databases.ts'
import { asString } from './parse-json.ts'
import { isSnapshotter } from './survey/classic-drivers.ts'
import type { KeptContainer } from './survey/store-traces.ts'
import type { SurveyContext } from './survey/survey-context.ts'
import { listNames, readJson } from './survey/survey-reads.ts'

/** What a data root and its engine know of things that are in a containerd, wherever that is. */
export interface StoreWitness {
  /** Every container of the data root or the engine: one of them in a containerd proves whose it is. */
  readonly containers: ReadonlySet<ContainerId>
  /** Those that must be in it. */
  readonly kept: ReadonlySet<ContainerId>
  /** Names that BuildKit made up for snapshots: 25 random letters and digits. */
  readonly buildKeys: ReadonlySet<string>
}

const HEX64 = /^[0-9a-f]{64}$/
const BUILDKIT_KEY = /^[0-9a-z]{25}$/

/**
 * Source: `containers/<id>/config.v2.json` and `buildkit/containerd-<snapshotter>/` of the data root, and the engine's
 * list: one that uses the containerd store lists only what is in there.
 */
export async function readStoreWitness(
  context: SurveyContext | null,
  engine: EngineObservation | null,
): Promise<StoreWitness> {
  const listed = engine?.containers.map((container) => container.id) ?? []
  const configured = context === null ? [] : await readKeptContainers(context)
  const ofSnapshotters = configured.filter(({ driver }) => driver !== null && isSnapshotter(driver)).map(({ id }) => id)
  const ofEngine = engine?.imageStore === 'containerd' ? listed : []
  return {
    containers: new Set([...listed, ...configured.map(({ id }) => id)]),
    // Those of an earlier store may have been left where that one is.
    kept: new Set(engine === null ? ofSnapshotters : ofEngine),
    buildKeys: context === null ? new Set() : readBuildKeys(context),
  }
}

/** Containers of a data root with their drivers. Source: `containers/<id>/config.v2.json`. */
export async function readKeptContainers(context: SurveyContext): Promise<readonly KeptContainer[]> {
  const containers: KeptContainer[] = []
  for (const id of listNames(context, `${context.root}/containers`)) {
    if (!HEX64.test(id)) continue
    const config = readJson(context, `${context.root}/containers/${id}/config.v2.json`)
    containers.push({ id, driver: asString(config?.['Driver']) })
    await context.reader.breathe(context.signal)
  }
  return containers
}

function readBuildKeys(context: SurveyContext): ReadonlySet<string> {
  const stores = listNames(context, `${context.root}/buildkit`).filter((name) => name.startsWith('containerd-'))
  const records = stores.flatMap(
    (name) => readBuildkitDatabases(context.reader, `${context.root}/buildkit/${name}`).records,
  )
  return new Set(records.map((record) => record.snapshotKey).filter((key) => BUILDKIT_KEY.test(key)))
}
