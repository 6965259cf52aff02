import type { FrameView } from '../../src-main/views/frame.ts'
import type { Figure } from '../../src-main/model/figure.ts'
import type { IconName } from '../components/icon/icon-paths.ts'

/** What a page says about itself: a file in this folder that exports one is in the navigation, nothing else to do. */
export interface PageDefinition {
  readonly path: string
  /** One of its objects can be opened: `<path>/<name, reference or id>` is an address too. */
  readonly opens: boolean
  /** Message key of the title. */
  readonly title: string
  readonly icon: IconName
  /** Place in the navigation, smallest first. */
  readonly order: number
  /** Message key of the heading above it, where a group begins. */
  readonly heading: string | null
  /** Letter that opens it after G; null: none. */
  readonly key: string | null
  /** Bytes behind the page, for the navigation. */
  readonly figure: (totals: FrameView['totals']) => Figure | null
}
