import type { RootRole } from '../../model/observations.ts'

/** Where the files of one object are. */
export interface FilePlace {
  /** Absolute path of the storage root that they are in, and what that root is. */
  readonly root: string
  readonly role: RootRole
  /** Absolute path of the directory: for files beside each other the one that they are in. */
  readonly directory: string
  /** Only names that begin so, and not the directory itself; null: the directory with all that is in it. */
  readonly only: readonly string[] | null
  /** A list of what was unpacked into the directory, absolute path: it is read instead. See `listArchive`. */
  readonly archive: string | null
  /** How a deleted lower file is marked: by a character device 0:0, or by a name that begins with `.wh.`. */
  readonly whiteouts: 'device' | 'name'
}
