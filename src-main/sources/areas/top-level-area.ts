import type { AreaCategory, Place } from '../../model/observations.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { isThere } from '../survey/survey-reads.ts'
import type { AreaSurvey } from './area-reader.ts'

interface TopLevelArea {
  readonly area: string
  /** Paths relative to the root, with what they are for; those that are not there are left out. */
  readonly parts: readonly (readonly [path: string, category: AreaCategory])[]
}

/** An area that needs no reading: its paths belong to the engine as a whole. */
export function topLevelArea(context: SurveyContext, { area, parts }: TopLevelArea): Promise<AreaSurvey> {
  const places = parts
    .filter(([path]) => isThere(context, `${context.root}/${path}`))
    .map(([path, category]): Place => ({ path, purpose: { kind: 'area', area, category }, immutableKey: null }))
  return Promise.resolve({ places })
}
