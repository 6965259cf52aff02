import type { Gap } from '../../model/gap.ts'
import type { Capacity } from '../../model/observations.ts'
import type { MountTable } from '../disk/mount-table.ts'
import type { ListedTree } from './listed-tree.ts'
import type { TarFiles } from './tar-files.ts'

/** A directory of an engine's machine as a container saw it, with the content of what surveys read. */
export interface Listing {
  readonly tree: ListedTree
  readonly mounts: MountTable
  readonly capacity: Capacity | null
  /** Milliseconds since 1970, by the clock of that machine: when everything had been listed. */
  readonly takenAt: number
  readonly files: TarFiles
  /** What could not be looked at, by the path of the listed directory that it is in, or is. */
  readonly gaps: ReadonlyMap<string, readonly Gap[]>
}
