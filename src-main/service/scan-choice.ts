import type { Settings } from '../persistence/settings.ts'
import { SCAN_WAYS, type ScanWay } from '../sources/elevated/scan-link.ts'
import type { Target } from './target.ts'

/** How the user wants roots read that are closed to this process. */
export interface ScanChoice {
  readonly current: () => Target['scan']
  /** From now on in this run; `remember`: in later runs too. */
  readonly choose: (how: ScanWay | 'never', remember: boolean) => void
}

const NAME = 'scan'

/**
 * What was chosen while the program runs counts first, then what was asked for when it was started, then what was remembered.
 * `settings`: null where nothing is remembered, as in a script.
 */
export function createScanChoice(asked: Target['scan'], settings: Settings | null): ScanChoice {
  let chosen: Target['scan'] = asked
  return {
    current: () => (chosen === 'ask' ? (parseWay(settings?.get(NAME) ?? null) ?? 'ask') : chosen),
    choose: (how, remember) => {
      chosen = how
      if (remember) settings?.set(NAME, how)
    },
  }
}

function parseWay(text: string | null): ScanWay | 'never' | null {
  return text === 'never' ? text : (SCAN_WAYS.find((way) => way === text) ?? null)
}
