import type { OpaqueBecause } from '../model/file-changes.ts'
import type { FileKind } from '../model/file-tree.ts'
import type { Because } from '../model/figure.ts'
import type { ImageWaste, Offender, WasteHow, WasteSum } from '../model/image-waste.ts'
import type { LowerPlace } from '../model/lower-chain.ts'

/** How far the search for an image's waste is. */
export type ImageWasteState =
  /** Layers read so far, of all. */
  | { readonly stage: 'reading'; readonly done: number; readonly layers: number }
  | { readonly stage: 'ready'; readonly waste: ImageWasteView }
  /** A layer cannot be read here: `because` says why. */
  | {
      readonly stage: 'unavailable'
      readonly because: Because | 'sample' | 'not-on-disk' | 'too-large'
      readonly detail: string
    }

/**
 * Bytes of an image that no container of it can see: overwritten or deleted by later layers. Of each path all copies but
 * the last visible one; each inode once. `metadataOnly`: the part that `chmod` and `chown` copied, unchanged.
 */
export interface ImageWasteView {
  readonly imageId: string
  /** Whose layers these are, in the containerd store: an image has a stack for each platform. Null: it has just one. */
  readonly platform: string | null
  /**
   * `overlay`: layers hold what they change, and the waste is on disk once. `full-copy`: each layer holds all files again
   * (`native`, `btrfs`); then it is what a layer's changes would waste, and on disk it is in every layer in between.
   */
  readonly how: 'overlay' | 'full-copy'
  /** `tar-split`: from the engine's lists of the layers, which know lengths only. */
  readonly source: 'walk' | 'tar-split'
  readonly total: WasteSum
  readonly metadataOnly: WasteSum
  /** All that is in the image's layers. */
  readonly layers: WasteSum
  /** Largest first; `offenders.length` of `offendersCount`. */
  readonly offenders: readonly OffenderView[]
  readonly offendersCount: number
  /** Lowest first. */
  readonly steps: readonly WasteStepView[]
  /** Something could not be read: numbers are lower bounds. */
  readonly incomplete: boolean
  /** Why it is not known which directories were removed and made anew: their waste is then not counted. Null: it is known. */
  readonly opaqueBecause: OpaqueBecause | null
}

/** A layer, by the step that made it. */
export interface WasteLayerView {
  /** Null: an `-init` layer that lies between two others. */
  readonly chainId: string | null
  readonly createdBy: string | null
}

export interface OffenderView extends WasteSum {
  readonly path: string
  readonly kind: FileKind
  readonly made: WasteLayerView
  readonly wasted: WasteLayerView
  readonly how: WasteHow
  readonly metadataOnly: boolean
}

export interface WasteStepView extends WasteLayerView {
  readonly usage: WasteSum
  /** What it made and later steps hid. */
  readonly made: WasteSum
  /** What it hid of earlier ones. */
  readonly wasted: WasteSum
}

/** Nobody reads more; all of them count. */
const MOST_OFFENDERS = 1000

export type WasteFacts = Pick<ImageWasteView, 'imageId' | 'platform' | 'how' | 'source' | 'opaqueBecause'>

/** `places`: the layers of `waste`, lowest first. */
export function viewImageWaste(waste: ImageWaste, places: readonly LowerPlace[], facts: WasteFacts): ImageWasteView {
  const layerOf = (number: number): WasteLayerView => {
    const { chainId = null, createdBy = null } = places[number] ?? {}
    return { chainId, createdBy }
  }
  const viewOffender = ({ made, wasted, ...offender }: Offender): OffenderView => ({
    ...offender,
    made: layerOf(made),
    wasted: layerOf(wasted),
  })
  return {
    ...facts,
    total: waste.total,
    metadataOnly: waste.metadataOnly,
    layers: sumOf(waste.steps.map(({ usage }) => usage)),
    offenders: waste.offenders.slice(0, MOST_OFFENDERS).map(viewOffender),
    offendersCount: waste.offenders.length,
    steps: waste.steps.map((step, number) => ({ ...layerOf(number), ...step })),
    incomplete: waste.incomplete,
  }
}

function sumOf(sums: readonly WasteSum[]): WasteSum {
  return sums.reduce<WasteSum>(
    (total, { allocated, apparent, inodes }) => ({
      allocated: total.allocated === null || allocated === null ? null : total.allocated + allocated,
      apparent: total.apparent + apparent,
      inodes: total.inodes + inodes,
    }),
    { allocated: 0, apparent: 0, inodes: 0 },
  )
}
