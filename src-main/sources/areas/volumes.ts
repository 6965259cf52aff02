import type { DiskVolume, Place } from '../../model/observations.ts'
import { asString } from '../parse-json.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { listNames, readJson } from '../survey/survey-reads.ts'
import type { AreaReader, AreaSurvey } from './area-reader.ts'

/**
 * `volumes/<name>/_data`: the local driver's volumes. `metadata.db` (labels) and `backingFsBlockDev` (a block device
 * node, never opened) beside them are the engine's own.
 */
export const volumesReader: AreaReader = {
  name: 'volumes',
  directories: ['volumes'],
  survey,
}

/** As the engine decides it. A volume with nothing but a quota has its files in `_data` like any other. */
function mountsOnUse(context: SurveyContext, name: string): boolean {
  const options = readJson(context, `${context.root}/volumes/${name}/opts.json`)
  return ['MountDevice', 'MountType'].some((key) => (asString(options?.[key]) ?? '') !== '')
}

function survey(context: SurveyContext): Promise<AreaSurvey> {
  const mounted = new Set(context.reader.mounts().below(`${context.root}/volumes`))
  const volumes: DiskVolume[] = []
  const places: Place[] = [
    { path: 'volumes', purpose: { kind: 'area', area: 'volumes', category: 'engine-metadata' }, immutableKey: null },
  ]
  for (const name of listNames(context, `${context.root}/volumes`)) {
    const directory = `volumes/${name}/_data`
    const mountedElsewhere = mounted.has(`${context.root}/${directory}`) || mountsOnUse(context, name)
    volumes.push({ name, directory, mountedElsewhere })
    places.push({ path: `volumes/${name}`, purpose: { kind: 'volume-surroundings', name }, immutableKey: null })
    if (!mountedElsewhere) places.push({ path: directory, purpose: { kind: 'volume', name }, immutableKey: null })
  }
  return Promise.resolve({ volumes, places })
}
