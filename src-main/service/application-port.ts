import type { AppState, EngineChoice, Subject } from '../contract/app-state.ts'
import type { Inventory } from '../model/inventory.ts'
import type { ImageWasteState } from '../views/image-waste.ts'
import type { FileTrees } from './files/file-trees.ts'
import type { Latest } from './latest.ts'
import type { ScanWay } from './target.ts'

/** What the router's handlers need of the application. */
export interface ApplicationPort {
  readonly states: Latest<AppState>
  /** The current inventory; throws the reason when there is none. */
  inventory(): Inventory
  /** Starts a measurement, or joins the running one. `everything`: walks remembered layers again too. */
  measure(everything: boolean): void
  cancel(): void
  /** Engines that can be shown. */
  engines(): Promise<readonly EngineChoice[]>
  /** Forgets what is shown and shows something else. */
  open(subject: Subject): void
  /** Chooses how closed roots are read, and measures. */
  scanWith(how: ScanWay | 'never', remember: boolean): void
  /** Asks the user for a directory; null when none was chosen, or the host has no dialog. */
  chooseDirectory(): Promise<string | null>
  /** What an image of the current inventory wastes. Throws `not-found`. */
  imageWaste(image: string, signal: AbortSignal | undefined): AsyncGenerator<ImageWasteState, void>
  /** Files of the objects of the current inventory. */
  readonly files: Pick<FileTrees, 'open' | 'list' | 'discover' | 'map' | 'compare'>
}
