import { os } from '../router-base.ts'
import type { ReclaimPort } from './reclaim-port.ts'

/** Answers to what the contract has under `reclaim`. */
export function reclaimHandlers(at: typeof os.reclaim, reclaim: ReclaimPort) {
  return {
    view: at.view.handler(({ input }) => reclaim.view(input.filter, input.freeAtLeast)),
    preview: at.preview.handler(({ input }) => reclaim.preview(input.chosen)),
    plan: at.plan.handler(({ input }) => reclaim.plan(input.chosen)),
    planFile: at.planFile.handler(({ input }) => reclaim.planFile(input.plan)),
    load: at.load.handler(({ input }) => reclaim.load(input.content)),
    run: at.run.handler(async ({ input, context, signal }) =>
      context.windows.open(input.stream, await reclaim.run(input.plan, input.confirmed, signal), signal),
    ),
    follow: at.follow.handler(({ input, context, signal }) =>
      context.windows.open(input.stream, reclaim.follow(signal), signal),
    ),
    stop: at.stop.handler(() => {
      reclaim.stop()
      return undefined
    }),
    runs: at.runs.handler(() => reclaim.runs()),
    putBack: at.putBack.handler(async ({ input }) => {
      await reclaim.putBack(input.run, input.step)
      return undefined
    }),
    purge: at.purge.handler(async ({ input }) => {
      await reclaim.purge(input.run, input.steps)
      return undefined
    }),
    settings: at.settings.handler(() => reclaim.settings()),
    setSettings: at.setSettings.handler(({ input }) => {
      reclaim.setSettings(input)
      return undefined
    }),
  }
}
