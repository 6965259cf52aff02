import type { AppState, EngineChoice, Subject } from '../contract/app-state.ts'
import type { ImageId } from '../model/identifiers.ts'
import type { HostCommand, PageIntroduction } from '../contract/host-command.ts'
import type { Inventory } from '../model/inventory.ts'
import type { ImageWasteState } from '../views/image-waste.ts'
import type { FileTrees } from './files/file-trees.ts'
import type { EngineHistoryStep } from '../model/observations.ts'
import type { ReclaimGraph } from '../model/reclaim-graph.ts'
import type { Latest } from './latest.ts'
import type { ScanWay } from './target.ts'

/** What the router's handlers need of the application. */
export interface ApplicationPort {
  readonly states: Latest<AppState>
  /** The current inventory; throws the reason when there is none. */
  inventory(): Inventory
  /** Who holds what in the current inventory; made once for each. */
  reclaimGraph(): ReclaimGraph
  /** What the engine says of an image's history; null when there is no engine, or it does not know the image. */
  imageHistory(id: ImageId, signal: AbortSignal | undefined): Promise<readonly EngineHistoryStep[] | null>
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
  /** What the host's menus ask of the page. */
  commands(signal: AbortSignal | undefined): AsyncGenerator<HostCommand, void>
  /** The page says what the host's menus have to show. */
  introduce(page: PageIntroduction): void
}
