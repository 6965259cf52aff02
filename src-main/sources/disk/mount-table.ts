import type { Filesystem } from '../../model/observations.ts'

/** One line of the mount table. */
export interface Mount extends Filesystem {
  readonly mountId: number
}

/** What is mounted where, as this process sees it. Source: `/proc/self/mountinfo`; empty where there is none. */
export interface MountTable {
  /** The mount that a path lies on: the longest mount point that contains it, the last one mounted there. */
  filesystemOf(path: string): Filesystem | null
  /** Mount points strictly below a path, sorted. */
  below(path: string): readonly string[]
}
