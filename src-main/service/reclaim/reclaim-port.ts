import type { Inventory } from '../../model/inventory.ts'
import type { ReclaimGraph } from '../../model/reclaim-graph.ts'
import type { ChoiceFilter } from '../../prune/choice.ts'
import type { JournalRunView } from '../../prune/journal-view.ts'
import type { PrunePlan } from '../../prune/plan.ts'
import type { ReclaimSettings } from '../../prune/reclaim-settings.ts'
import type { Chosen, ReclaimPreview, ReclaimView } from '../../prune/reclaim-view.ts'
import type { RunState } from '../../prune/run-state.ts'

/** What reclaiming needs of the measurements. */
export interface Measured {
  /** The current inventory; throws the reason when there is none. */
  inventory(): Inventory
  reclaimGraph(): ReclaimGraph
  /** Measures, and comes back when that has ended. Throws why it came to nothing. */
  measureNow(): Promise<void>
  /** The roots are on another machine. */
  isElsewhere(): boolean
}

/** Answers to `reclaim.*` of the contract; what each throws stands there. */
export interface ReclaimPort {
  view(filter: ChoiceFilter, freeAtLeast: number): ReclaimView
  preview(chosen: readonly Chosen[]): ReclaimPreview
  plan(chosen: readonly Chosen[]): Promise<PrunePlan>
  planFile(id: string): string
  load(content: string): Promise<PrunePlan>
  run(plan: string, confirmed: number, signal: AbortSignal | undefined): Promise<AsyncGenerator<RunState, void>>
  follow(signal: AbortSignal | undefined): AsyncGenerator<RunState, void>
  stop(): void
  runs(): Promise<readonly JournalRunView[]>
  putBack(run: string, steps: readonly number[]): Promise<void>
  purge(run: string, steps: readonly number[] | null): Promise<void>
  settings(): ReclaimSettings
  setSettings(settings: ReclaimSettings): void
  /** Lets a run end the object that it is at. */
  close(): Promise<void>
}
