import type { Observations, RootSurvey } from '../../../src-main/model/observations.ts'

type Facts = Partial<Omit<RootSurvey, 'places'>>

/** The same world, with other facts in its only root; its places stay. */
export function changeSurvey(world: Observations, change: (survey: RootSurvey) => Facts): Observations {
  return {
    ...world,
    roots: world.roots.map((root) => ({ ...root, survey: { ...root.survey, ...change(root.survey) } })),
  }
}
