import type { AreaCategory, Place, RootSurvey } from '../../model/observations.ts'
import { surveyContent } from '../areas/content-store.ts'
import { surveySnapshotters } from '../storage-drivers/containerd-snapshotter.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listEntries } from '../survey/survey-reads.ts'
import { readContainerdImages } from './containerd-images.ts'
import { below, METADATA, readContainerdStore } from './containerd-store.ts'

export type ContainerdSurvey = Pick<
  RootSurvey,
  'images' | 'layers' | 'writableLayers' | 'snapshots' | 'blobs' | 'leases' | 'places'
>

/**
 * Surveys a whole containerd: snapshots, content, and what it keeps for itself. `base` is its directory relative to
 * the root: `containerd/daemon` in a data root, '' for a root of its own. Every name in it has a place but for those
 * that are not containerd's own. BuildKit's records of these snapshots are in the data root.
 */
export async function surveyContainerdStore(context: SurveyContext, base: string): Promise<ContainerdSurvey> {
  const store = await readContainerdStore(context, base)
  const { images, roles, diffIds } = await readContainerdImages(context, store)
  const { layers, writableLayers, snapshots, places } = surveySnapshotters(context, store, diffIds)
  const content = surveyContent(context, store, roles)
  const explained = [...places, ...content.places]
  return {
    images,
    layers,
    writableLayers,
    snapshots,
    blobs: content.blobs,
    leases: content.leases,
    places: [...ownPlaces(context, base, new Set(explained.map((place) => place.path))), ...explained],
  }
}

/** Plugins' directories, mounts for a moment (`tmpmounts`), and what `ctr install` put there (`opt`). */
const OWN = /^(?:io\.containerd\..+|tmpmounts|opt)$/

function ownPlaces(context: SurveyContext, base: string, explained: ReadonlySet<string>): Place[] {
  const names = listEntries(context, base === '' ? context.root : `${context.root}/${base}`).map((entry) => entry.name)
  return names
    .filter((name) => OWN.test(name) && !explained.has(below(base, name)))
    .map((name): Place => {
      const category: AreaCategory = name === METADATA ? 'layer-metadata' : 'engine-metadata'
      return { path: below(base, name), purpose: { kind: 'area', area: 'containerd', category }, immutableKey: null }
    })
}
