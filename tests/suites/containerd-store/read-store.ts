import type { Report } from '../../../src-main/contract/report.ts'
import { readContainerdTruth, type ContainerdTruth } from '../../helpers/containerd-truth.ts'
import type { DuUsage } from '../../helpers/du.ts'
import {
  containersOf,
  diskUsageOf,
  imagesOf,
  type EngineContainer,
  type EngineDiskUsage,
  type EngineImage,
} from '../../helpers/engines/engine-answers.ts'
import type { Engine } from '../../helpers/engines/engine.ts'
import { storeOf, type ContainerdStore } from '../../helpers/engines/storage-roots.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { whileQuiet } from '../../helpers/quiet-report.ts'

/** An engine with the containerd store at rest: our report, and what three others say of the same moment. */
export interface SeenStore {
  readonly engine: Engine
  readonly store: ContainerdStore
  readonly report: Report
  /** du, root by root. */
  readonly truths: readonly DuUsage[]
  /** The program that reads the databases by itself. */
  readonly witness: ContainerdTruth
  /** The engine. */
  readonly containers: readonly EngineContainer[]
  readonly images: readonly EngineImage[]
  readonly usage: EngineDiskUsage
}

/** For tests: what was seen before the first of them. */
export type Look = () => SeenStore

export async function readStore(engine: Engine): Promise<SeenStore> {
  const store = storeOf(engine)
  if (store === null) throw new Error(`${engine.driver} is no containerd store`)
  const [containers, images] = [await containersOf(engine), await imagesOf(engine)]
  const usage = await diskUsageOf(engine)
  const { measured, truths } = await whileQuiet(engine, async () => ({
    report: await takeReport('--docker-host', engine.endpoint),
    witness: await readContainerdTruth(engine.dataRoot, store),
  }))
  return { engine, store, ...measured, truths, containers, images, usage }
}
