import type { OrphanProof, RecordKind } from './inventory.ts'
import type { Observations, OrphanReason, RootObservation } from './observations.ts'

type Searched = OrphanProof['searched']

interface Records {
  readonly root: RootObservation
  readonly observations: Observations
}

/**
 * Which records could have named what is at a path of a root, or could hold what some record names, and how many of them
 * there are. Those of the root itself: engines keep them beside what they name.
 */
export function searchedFor(path: string, reason: OrphanReason, records: Records): Searched {
  return kindsFor(path, reason).flatMap((kind) => {
    const count = countOf(kind, records)
    return count === null ? [] : [{ records: kind, count }]
  })
}

const CLASSIC: readonly RecordKind[] = ['layers', 'writable-layers', 'init-layers', 'build-cache']
/** What containerd's collector goes out from. */
const HOLDERS: readonly RecordKind[] = ['images', 'leases']

function kindsFor(path: string, reason: OrphanReason): readonly RecordKind[] {
  // Records spoke of where it was, before it was moved.
  if (reason === 'quarantined') return []
  if (path.startsWith('containers/')) return ['container-configs', 'engine-containers']
  const held = reason === 'unreferenced' ? HOLDERS : []
  if (path.includes('io.containerd.snapshotter.v1.')) return ['snapshots', ...held]
  if (path.includes('io.containerd.content.v1.')) return ['blobs', ...held]
  return CLASSIC
}

/** Null: there is nobody to ask. */
function countOf(kind: RecordKind, { root, observations }: Records): number | null {
  const { survey } = root
  switch (kind) {
    case 'layers':
      return survey.layers.length
    // The engine makes both for each container.
    case 'writable-layers':
    case 'init-layers':
      return survey.writableLayers.length
    case 'build-cache':
      return survey.buildCache.length
    case 'container-configs':
      return survey.containers.length
    case 'engine-containers':
      return observations.engine?.containers.length ?? null
    case 'snapshots':
      return survey.snapshots.length
    case 'blobs':
      return survey.blobs.length
    case 'images':
      return survey.images.length
    case 'leases':
      return survey.leases.length
  }
}
