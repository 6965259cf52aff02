/** A path of a mounted overlay. */
export interface SeenEntry {
  readonly path: string
  readonly isDirectory: boolean
  /** Type bits of the mode. */
  readonly type: number
  readonly length: number
  readonly allocated: number
  /** Of anything but a directory: the inode of the layer that it comes from. */
  readonly ino: number
}

export interface MadeOverlay {
  /** What the layers below the writable one show. */
  readonly before: readonly SeenEntry[]
  /** What they show with it. */
  readonly after: readonly SeenEntry[]
}
