import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NO_FILTER } from '../../src-main/prune/choice.ts'
import type { PrunePlan } from '../../src-main/prune/plan.ts'
import type { CandidateView } from '../../src-main/prune/reclaim-view.ts'
import type { RunState } from '../../src-main/prune/run-state.ts'
import { seeded, type Seeded } from '../helpers/builders/seeded.ts'
import { buildViews, letGo } from '../helpers/build-views.ts'
import { du } from '../helpers/du.ts'
import { startEngine, type EngineDriver, type EngineVersion, type OwnedEngine } from '../helpers/engines/engine.ts'
import { engineObjects } from '../helpers/engines/engine-objects.ts'
import { growWorld } from '../helpers/engines/grow-world.ts'
import { rootsOf } from '../helpers/engines/storage-roots.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { heldBytes } from '../helpers/held-bytes.ts'
import { plannedObjects } from '../helpers/planned-objects.ts'
import { openApplication, type OpenedApplication } from '../helpers/open-application.ts'

/** An engine tidies up for some seconds after something was removed. */
const SETTLES_MS = 40_000

/** What the engine's own databases may take or give meanwhile. */
const DATABASES = 256 * 1024

export interface ReclaimRounds {
  readonly version: EngineVersion
  readonly driver: EngineDriver
  readonly rounds: number
  readonly seed: number
}

/** Random sets over a world that grows: what a plan says goes, and nothing else; its bytes are what du says went. */
export function reclaimSuite({ version, driver, rounds, seed }: ReclaimRounds): void {
  describe(`reclaiming on engine ${version} with ${driver}`, () => {
    let engine: OwnedEngine
    let application: OpenedApplication
    const random = seeded(seed)

    beforeAll(async () => {
      engine = await startEngine(version, driver)
      await fillWorld(engine)
      application = await openApplication({ dockerHost: engine.endpoint })
      // What is built on has to stay.
      const settings = await application.client.reclaim.settings()
      const keep = [{ kind: 'name' as const, pattern: 'acme/base:*' }]
      await application.client.reclaim.setSettings({ ...structuredClone(settings), keep } as never)
    }, 240_000)

    afterAll(async () => {
      await (application as OpenedApplication | undefined)?.[Symbol.asyncDispose]()
      await engine.down()
    })

    it.each(Array.from({ length: rounds }, (_, round) => round))(
      'frees what it said of random set %i, to the byte, and nothing else',
      { timeout: 180_000 },
      async (round) => {
        await growWorld(engine, random, round)
        await application.client.app.measure({ everything: false })
        const plan = await planSome(application, random, `${seed}/${round}`)
        const views = await buildViews(await application.client.report())
        const removed = new Set(plan.actions.map(({ target }) => ('id' in target ? target.id : '')))
        const [before, objects, wholeBefore] = [await quiet(engine), await engineObjects(engine), await whole(engine)]
        const last = await carryOut(application, plan)
        expect(last.ended).toBe('finished')
        expect(notDone(last)).toEqual([])

        const predicted = bytes(plan.frees.now)
        const moved = bytes(plan.frees.later)
        const expected = () => predicted + moved + letGo(views, removed)
        const settledAt = await settled(engine, before, expected)
        expect(settledAt, `set ${round}`).toBe(expected())
        const besides = settledAt - predicted - moved
        expect(last.record?.measured?.gone).toBe(predicted)
        const gone = wholeBefore - (await whole(engine))
        expect(Math.abs(gone - predicted - besides)).toBeLessThan(DATABASES)
        const left = await engineObjects(engine)
        expect([...objects].filter((object) => !left.has(object)).sort()).toEqual(plannedObjects(plan, objects))
        expect([...left].filter((object) => !objects.has(object))).toEqual([])
        for (const { target } of plan.actions)
          if (target.type === 'path') expect(existsSync(target.path), target.path).toBe(false)
      },
    )

    it('has all of it in its journal', async () => {
      const runs = await application.client.reclaim.runs()
      expect(runs).toHaveLength(rounds)
      for (const { plan, steps, ended } of runs) {
        expect(ended).toBe('finished')
        expect(steps.map(({ step }) => step)).toEqual(plan.actions.map(({ step }) => step))
      }
    })
  })
}

function notDone({ plan, steps }: RunState): readonly object[] {
  const actions = new Map(plan.actions.map((action) => [action.step, action]))
  return steps.flatMap(({ step, outcome }) => {
    const { target, name, way, condition } = actions.get(step)!
    return outcome.kind === 'done' ? [] : [{ target, name, way, condition, outcome }]
  })
}

const bytes = (figure: PrunePlan['frees']['now']): number => (figure.kind === 'exact' ? figure.bytes : Number.NaN)

/** A third to two thirds of what is offered, each in one of its ways. */
async function planSome({ client }: OpenedApplication, random: Seeded, seed: string): Promise<PrunePlan> {
  const view = await client.reclaim.view({ filter: { ...NO_FILTER } as never, freeAtLeast: 0 })
  const all = random.shuffle<CandidateView>(view.kinds.flatMap(({ candidates }) => candidates))
  expect(all.length, seed).toBeGreaterThan(5)
  const some = all.slice(0, Math.ceil(all.length / 3) + random.below(Math.ceil(all.length / 3)))
  return client.reclaim.plan({ chosen: some.map(({ key, ways }) => ({ key, way: random.pick(ways) })) })
}

export async function carryOut({ client }: OpenedApplication, plan: PrunePlan): Promise<RunState> {
  const stream = randomUUID()
  const confirmed = plan.actions.filter(({ risk }) => risk === 'data').length
  let last: RunState | null = null
  for await (const state of await client.reclaim.run({ stream, plan: plan.id, confirmed })) {
    void client.ack({ stream, items: 1 })
    last = state
  }
  if (last === null) throw new Error('the run said nothing')
  return last
}

async function whole(engine: OwnedEngine): Promise<number> {
  let sum = 0
  for (const root of rootsOf(engine)) sum += (await du(root)).allocated
  return sum
}

/** Twice the same. */
async function quiet(engine: OwnedEngine): Promise<number> {
  const deadline = Date.now() + SETTLES_MS
  for (let last = Number.NaN; ;) {
    const now = await heldBytes(engine)
    if (now === last || Date.now() > deadline) return now
    last = now
    await delay(700)
  }
}

/** What went, once it is what was expected, or at the end of patience. */
async function settled(engine: OwnedEngine, before: number, expected: () => number): Promise<number> {
  const deadline = Date.now() + SETTLES_MS
  for (;;) {
    const gone = before - (await heldBytes(engine))
    if (gone === expected() || Date.now() > deadline) return gone
    await delay(400)
  }
}
