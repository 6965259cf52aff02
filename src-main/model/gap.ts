export type GapReason =
  | 'permission-denied'
  | 'read-error'
  | 'damaged'
  | 'changed-while-reading'
  | 'not-a-directory'
  | 'driver-not-supported'
  /** A mount: nothing in it is of this root, though places of the root are there. A btrfs subvolume is none. */
  | 'mounted-elsewhere'

/** A place that was not read, with its reason. An inventory with gaps is valid and says so. */
export interface Gap {
  /** Absolute path. */
  readonly path: string
  readonly reason: GapReason
  /** What the system or the parser said, in one line, for a person. */
  readonly detail: string
}
