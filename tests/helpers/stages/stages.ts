import { BROWSER_NEEDS, ENGINE_NEEDS, RECORDED_NEEDS, SSH_NEEDS, STORE_NEEDS, USER_NEEDS } from './needs.ts'
import type { Need } from './needs.ts'

/** One part of the test command. */
export interface Stage {
  readonly name: string
  /** For the summary. */
  readonly title: string
  readonly needs: readonly Need[]
  /** Run one after the other until one fails; together they count as one test. Names are programs of this repository. */
  readonly commands: readonly (readonly string[])[]
  /** Arguments for a run of vitest after them, whose tests are counted one by one; null: none. */
  readonly vitest: readonly string[] | null
}

const plain = (name: string, title: string, commands: Stage['commands']): Stage => ({
  name,
  title,
  needs: [],
  commands,
  vitest: null,
})

const tests = (name: string, title: string, vitest: readonly string[], needs: readonly Need[] = []): Stage => ({
  name,
  title,
  needs,
  commands: [],
  vitest,
})

/** In the order in which they run: what fails fastest comes first. */
export const STAGES: readonly Stage[] = [
  plain('types', 'types', [['vue-tsc', '--build']]),
  plain('lint', 'lint and format', [
    ['eslint', '.'],
    ['prettier', '--check', '.'],
  ]),
  tests('architecture', 'architecture', ['--project', 'architecture']),
  tests('unit', 'unit', ['--project', 'unit']),
  tests('recorded', 'recorded worlds', ['--project', 'recorded'], RECORDED_NEEDS),
  tests('live', 'live engines', ['--config', 'vitest.live.config.ts'], [...ENGINE_NEEDS, ...SSH_NEEDS, ...USER_NEEDS]),
  // Apart, because a stage has a limit and an engine of each driver takes half a minute.
  tests('stores', 'live stores', ['--config', 'vitest.stores.config.ts'], [...STORE_NEEDS, ...USER_NEEDS]),
  tests('reclaim', 'reclaiming', ['--config', 'vitest.reclaim.config.ts'], STORE_NEEDS),
  ...browserStages(),
]

/** Apart, because a stage has a limit. The programs are built before what starts them. */
function browserStages(): readonly Stage[] {
  const needs = [...RECORDED_NEEDS, ...ENGINE_NEEDS, ...BROWSER_NEEDS]
  const built = (name: string, title: string): Stage => ({
    ...tests(name, title, ['--config', `vitest.${name}.config.ts`], needs),
    commands: [['electron-vite', 'build']],
  })
  return [
    built('e2e', 'end to end'),
    built('states', 'states'),
    built('pages', 'single pages'),
    built('hosts', 'programs'),
  ]
}
