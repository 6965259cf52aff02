import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { EngineChoice, Failure, Subject } from '../../src-main/contract/app-state.ts'

/** What a page may ask to be shown. An address from the command line can only be left. */
export type OpenableSubject = Exclude<Subject, { readonly kind: 'host' }>

/** The docker CLI's contexts, as far as they are known. */
export type EngineList =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly choices: readonly EngineChoice[] }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Showing something else: offered at several places, carried out at one. */
export interface Opening {
  readonly engines: Readonly<Ref<EngineList>>
  /** Asks for the contexts anew: they change while the dashboard is open. */
  readonly lookForEngines: () => void
  /** Answers why it was not even tried, else null: what becomes of it is in the states that follow. */
  readonly open: (subject: OpenableSubject) => Promise<Failure | null>
  /** Shows the dialog that asks for a data root. It gives the focus back to what has it now. */
  readonly askForRoot: () => void
  /** The host's dialog for a directory, where it has one; null when none was chosen. */
  readonly chooseDirectory: () => Promise<string | null>
  /** How roots that are closed to this user are read from now on; measures. Answers as `open` does. */
  readonly scanWith: (how: 'container' | 'sudo' | 'pkexec' | 'never', remember: boolean) => Promise<Failure | null>
}

const OPENING: InjectionKey<Opening> = Symbol('opening')

export function provideOpening(opening: Opening): void {
  provide(OPENING, opening)
}

export function useOpening(): Opening {
  const opening = inject(OPENING)
  if (opening === undefined) throw new Error('nothing was provided to open engines with')
  return opening
}

/** True for the same thing to look at, whatever is known about it meanwhile. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  return keyOfSubject(a) === keyOfSubject(b)
}

/** One text for one subject: for lists, and to tell whether it has changed. */
export function keyOfSubject(subject: Subject): string {
  switch (subject.kind) {
    case 'default':
    case 'sample':
      return subject.kind
    case 'context':
      return `context ${subject.name}`
    case 'host':
      return `host ${subject.url}`
    case 'root':
      return `root ${JSON.stringify([subject.dataRoot, subject.containerdRoot])}`
  }
}
