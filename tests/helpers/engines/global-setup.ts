import type { TestProject } from 'vitest/node'
import { ENGINE_VERSIONS, startEngine } from './engine.ts'
import type { EngineAddress, EngineVersion, OwnedEngine } from './engine.ts'
import { fillWorld } from './world.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The engines that this run's specs share, each filled with the world. */
    readonly engines: readonly EngineAddress[]
  }
}

/** Starts an engine of each version before the first spec of a run, fills them, and removes them after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = await Promise.allSettled(ENGINE_VERSIONS.map(startFilled))
  const engines = started.filter((outcome) => outcome.status === 'fulfilled').map((outcome) => outcome.value)
  const teardown = async (): Promise<void> => {
    await Promise.all(engines.map((engine) => engine.down()))
  }
  const failed = started.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) {
    await teardown()
    throw failed.reason
  }
  project.provide(
    'engines',
    engines.map(({ version, driver, directory }) => ({ version, driver, directory })),
  )
  return teardown
}

async function startFilled(version: EngineVersion): Promise<OwnedEngine> {
  const engine = await startEngine(version)
  try {
    await fillWorld(engine)
    return engine
  } catch (error) {
    await engine.down()
    throw error
  }
}
