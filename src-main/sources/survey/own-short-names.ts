import type { Place, RootSurvey } from '../../model/observations.ts'
import type { SurveyContext } from './survey-context.ts'
import { readSmallText } from './survey-reads.ts'

const LAYER = /^overlay2\/[^/]+$/
const SHORT_NAME = /^[A-Z0-9]{1,64}$/

/** The symlinks in `overlay2/l` that lead to directories of our own scan: where a symlink has a block, they cost one each. */
export function ownShortNames(context: SurveyContext, { places }: RootSurvey): Place[] {
  const own = places.filter(({ path, purpose }) => purpose.kind === 'own-scan' && LAYER.test(path))
  return own.flatMap(({ path }) => {
    const name = readSmallText(context, `${context.root}/${path}/link`)?.trim() ?? ''
    if (!SHORT_NAME.test(name)) return []
    return [{ path: `overlay2/l/${name}`, purpose: { kind: 'own-scan' }, immutableKey: null }]
  })
}
