import type { Place } from '../../model/observations.ts'
import { QUARANTINE, QUARANTINE_NOTE } from '../../model/quarantine.ts'
import type { SurveyContext } from './survey-context.ts'
import { listNames, tryList } from './survey-reads.ts'

/** What was moved aside, one by one: `plimsoll-quarantine/<run>/<step>-<name>`. The notes beside it go with the directory. */
export function quarantinePlaces(context: SurveyContext): readonly Place[] {
  const around: Place = {
    path: QUARANTINE,
    purpose: { kind: 'area', area: 'quarantine', category: 'temporary-files' },
    immutableKey: null,
  }
  const kept = listNames(context, `${context.root}/${QUARANTINE}`).flatMap((run) =>
    (tryList(context, `${context.root}/${QUARANTINE}/${run}`) ?? [])
      .filter(({ name }) => !name.endsWith(QUARANTINE_NOTE))
      .map(({ name }): Place => {
        const path = `${QUARANTINE}/${run}/${name}`
        return { path, purpose: { kind: 'orphan', reason: 'quarantined' }, immutableKey: null }
      }),
  )
  return [around, ...kept]
}
