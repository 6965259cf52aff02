import type { EngineObservation } from '../model/observations.ts'
import type { ContainerdMetadata, ContainerdNamespace } from './containerd/containerd-metadata.ts'
import { isEngines } from './containerd/docker-namespaces.ts'
import type { StoreWitness } from './store-witness.ts'

/**
 * Whose images and snapshots a containerd keeps. `own`: something there is known to the data root or its engine as
 * well. `foreign`: something is there, and not what they know. `empty`: no engine keeps anything there. `unsaid`: nothing
 * says so or otherwise.
 */
export type ContainerdOwnership = 'own' | 'foreign' | 'empty' | 'unsaid'

/**
 * A machine's containerd may serve several engines, or none; and a path that an engine names may be another disk here.
 * Containers and BuildKit's names are random, so one in common decides. Images are the same everywhere: they decide
 * only where there is no container, and only if the engine uses the containerd store now.
 */
export function judgeContainerd(
  { namespaces, incomplete }: ContainerdMetadata,
  witness: StoreWitness,
  engine: EngineObservation | null,
): ContainerdOwnership {
  const names = new Set<string>()
  const images = new Set<string>()
  for (const namespace of namespaces.filter(({ name }) => isEngines(name))) addNames(namespace, names, images)
  const known = [...witness.containers, ...witness.buildKeys]
  if (known.some((name) => names.has(name))) return 'own'
  // What is not there may stand where it could not be read.
  if (incomplete) return 'unsaid'
  if (names.size + images.size === 0) return 'empty'
  if (witness.kept.size > 0) return 'foreign'
  if (engine?.imageStore === 'containerd')
    return engine.images.some((image) => images.has(image.id)) ? 'own' : 'foreign'
  return witness.buildKeys.size > 0 ? 'foreign' : 'unsaid'
}

function addNames({ snapshots, images }: ContainerdNamespace, names: Set<string>, targets: Set<string>): void {
  for (const snapshot of snapshots) names.add(snapshot.name)
  for (const image of images) targets.add(image.target)
}
