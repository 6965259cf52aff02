import type { Place } from '../../model/observations.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listEntries, listNames } from '../survey/survey-reads.ts'
import type { AreaReader, AreaSurvey } from './area-reader.ts'

/**
 * `containerd/`: the engine's own containerd. With a classic driver it holds empty folders and a small database. Where
 * it keeps images, its content and snapshots are not read yet: they are unexplained, with a gap that says why.
 */
export const containerdReader: AreaReader = {
  name: 'containerd',
  directories: ['containerd'],
  survey,
}

const DAEMON = 'containerd/daemon'

function survey(context: SurveyContext): Promise<AreaSurvey> {
  if (context.reader.identify(`${context.root}/containerd`) === null) return Promise.resolve({ places: [] })
  const stores = storeDirectories(context)
  for (const path of stores) {
    const detail = 'the containerd image store is not read yet'
    context.gap({ path: `${context.root}/${path}`, reason: 'driver-not-supported', detail })
  }
  const own: Place = {
    path: 'containerd',
    purpose: { kind: 'area', area: 'containerd', category: 'engine-metadata' },
    immutableKey: null,
  }
  const unexplained = stores.map((path): Place => ({ path, purpose: { kind: 'unexplained' }, immutableKey: null }))
  return Promise.resolve({ places: [own, ...unexplained] })
}

/** Directories of plugins that hold something: content blobs, or snapshots of any snapshotter. */
function storeDirectories(context: SurveyContext): string[] {
  const holds = (path: string) => listEntries(context, `${context.root}/${path}`).length > 0
  return listNames(context, `${context.root}/${DAEMON}`)
    .map((name) => `${DAEMON}/${name}`)
    .filter((path) => ['blobs/sha256', 'snapshots', 'active', 'view'].some((inside) => holds(`${path}/${inside}`)))
}
