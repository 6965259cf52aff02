import type { HostLocale } from '../../contract/host-command.ts'
import { HOST_WORDS } from './host-words.ts'
import type { ProgramFacts } from './program-facts.ts'

/** Engines that the tests of every release run against. */
export const TESTED_ENGINES = ['20.10', '26.1', '28.5'] as const

/** What it runs on. */
export interface Surroundings {
  readonly electron: string
  readonly chrome: string
  readonly node: string
  /** Kind of system, its version and processor. */
  readonly system: string
}

/** What the about box says: worth copying into a report of a problem. */
export function aboutText(
  locale: HostLocale,
  program: ProgramFacts,
  { electron, chrome, node, system }: Surroundings,
): { readonly title: string; readonly detail: string } {
  const words = HOST_WORDS[locale]
  const lines = [
    words.aboutText,
    '',
    `${words.engines} ${TESTED_ENGINES.join(', ')}`,
    `${words.licence} ${program.licence}`,
    '',
    `Electron ${electron}`,
    `Chromium ${chrome}`,
    `Node.js ${node}`,
    system,
  ]
  return { title: `Plimsoll ${program.version}`, detail: lines.join('\n') }
}
