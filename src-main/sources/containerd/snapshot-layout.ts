import type { SnapshotterRecord } from './snapshotter-metadata.ts'

/** Where a snapshotter keeps its snapshots. Paths are relative to the snapshotter's directory. */
export interface SnapshotLayout {
  /** Directory of a snapshot with all that is around it; null for one that has none. */
  readonly directoryOf: (record: SnapshotterRecord) => string | null
  /** Its files, below its directory; '' when that is all files. */
  readonly files: string
}

const BTRFS_PARTS = { active: 'active', view: 'view', committed: 'snapshots' } as const

const LAYOUTS: Readonly<Record<string, SnapshotLayout>> = {
  /** `snapshots/<number>/{fs,work}`. */
  overlayfs: { directoryOf: ({ number }) => `snapshots/${number}`, files: '/fs' },
  /** `snapshots/<number>/`: a full copy each; a view shows its parent's directory. */
  native: {
    directoryOf: ({ number, kind, parent }) => (kind === 'view' && parent !== null ? null : `snapshots/${number}`),
    files: '',
  },
  /** `{active,view,snapshots}/<number>/`: a subvolume each. */
  btrfs: { directoryOf: ({ number, kind }) => `${BTRFS_PARTS[kind]}/${number}`, files: '' },
}

/** Null for a snapshotter that we cannot read. */
export function layoutOf(snapshotter: string): SnapshotLayout | null {
  return Object.hasOwn(LAYOUTS, snapshotter) ? (LAYOUTS[snapshotter] ?? null) : null
}

/** Names of the directories that hold the snapshots' directories. */
export function directoriesOf(snapshotter: string): readonly string[] {
  return snapshotter === 'btrfs' ? Object.values(BTRFS_PARTS) : ['snapshots']
}
