import type { AppState } from '../contract/app-state.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Latest } from './latest.ts'

/** What the router's handlers need of the application. */
export interface ApplicationPort {
  readonly states: Latest<AppState>
  /** The current inventory; throws the reason when there is none. */
  inventory(): Inventory
  /** Starts a measurement, or joins the running one. `everything`: walks remembered layers again too. */
  measure(everything: boolean): void
  cancel(): void
}
