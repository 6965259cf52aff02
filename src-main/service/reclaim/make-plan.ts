import { AppError } from '../../errors/app-error.ts'
import { isOfEngine, type Candidate, type PruneWay } from '../../prune/candidate.ts'
import type { PruneCommands } from '../../prune/commands-port.ts'
import type { Examined } from '../../prune/order-actions.ts'
import type { PlannedEngine, PrunePlan } from '../../prune/plan.ts'
import { planPrune } from '../../prune/plan-prune.ts'
import type { PruneGrounds } from '../../prune/prune-kind.ts'
import type { Chosen } from '../../prune/reclaim-view.ts'

export interface PlanGrounds {
  readonly grounds: PruneGrounds
  readonly chosen: readonly Chosen[]
  readonly offered: ReadonlyMap<string, Candidate>
  readonly commands: PruneCommands
  readonly filesClosed: boolean
  readonly full: boolean
  readonly quarantine: boolean
  readonly id: string
  readonly madeAt: string
}

/** Targets that are looked at at once: an engine answers several as fast as one. */
const AT_ONCE = 8

/** Looks at each chosen target, and plans what is still there. Throws `plan-empty` when nothing of it can go. */
export async function makePlan(request: PlanGrounds): Promise<PrunePlan> {
  const { grounds, chosen, offered, commands, id, madeAt, full } = request
  const engineId = await commands.engineId()
  const wanted = chosen.flatMap(({ key, way }) => {
    const candidate = offered.get(key)
    return candidate === undefined ? [] : [{ candidate, way: wayOf(candidate, way, request) }]
  })
  const can = wanted.filter(({ candidate }) => isOpen(candidate, { ...request, hasEngine: engineId !== null }))
  const examined = await inTurns(can, async ({ candidate, way }): Promise<Examined | null> => {
    const condition = await commands.examine(candidate.target)
    return condition === null ? null : { candidate, way, condition }
  })
  const plan = planPrune({
    ...{ grounds, id, madeAt, largestFirst: full },
    engine: engineOf(grounds, engineId),
    examined: examined.filter((each) => each !== null),
  })
  if (plan === null) throw new AppError('plan-empty', 'Nothing of what was chosen can go.')
  return plan
}

/** An unknown way is the candidate's own first; nothing is set aside where that is no help. */
function wayOf({ ways }: Candidate, way: PruneWay, { full, quarantine }: PlanGrounds): PruneWay {
  const chosen = ways.includes(way) ? way : (ways[0] ?? 'remove')
  return chosen === 'quarantine' && (full || !quarantine) ? 'remove' : chosen
}

/** Files need the right to write; the engine's objects need an engine. */
function isOpen({ target }: Candidate, open: { readonly filesClosed: boolean; readonly hasEngine: boolean }): boolean {
  return isOfEngine(target) ? open.hasEngine : !open.filesClosed
}

function engineOf({ inventory: { engine } }: PruneGrounds, id: string | null): PlannedEngine | null {
  return id === null ? null : { id, name: engine?.name ?? '', version: engine?.version ?? '' }
}

async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let i = 0; i < all.length; i += AT_ONCE)
    results.push(...(await Promise.all(all.slice(i, i + AT_ONCE).map(work))))
  return results
}
