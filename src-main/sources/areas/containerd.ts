import type { Place } from '../../model/observations.ts'
import { surveyContainerdStore } from '../containerd/survey-containerd-store.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { isThere } from '../survey/survey-reads.ts'
import type { AreaReader, AreaSurvey } from './area-reader.ts'

/**
 * `containerd/`: the engine's own containerd. With a classic driver it holds empty folders and a small database; it
 * keeps images and layers only where the engine uses its image store. A containerd beside the engine has its own root.
 */
export const containerdReader: AreaReader = {
  name: 'containerd',
  directories: ['containerd'],
  survey,
}

async function survey(context: SurveyContext): Promise<AreaSurvey> {
  if (!isThere(context, `${context.root}/containerd`)) return { places: [] }
  const own: Place = {
    path: 'containerd',
    purpose: { kind: 'area', area: 'containerd', category: 'engine-metadata' },
    immutableKey: null,
  }
  const store = await surveyContainerdStore(context, 'containerd/daemon')
  return { ...store, places: [own, ...store.places] }
}
