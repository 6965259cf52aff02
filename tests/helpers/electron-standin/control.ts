import { browser, debuggingAddress } from './chromium.ts'
import * as electron from './electron.ts'
import { findings } from './findings.ts'

/** What the spec's process asks of the program's. */
export interface Order {
  readonly number: number
  /** Source of a function that gets Electron and the argument; null: the findings are wanted. */
  readonly source: string | null
  readonly argument: unknown
}

/** What comes back. The first message is the address for the browser. */
export type Answer =
  | { readonly address: string }
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly failure: string }

function tell(answer: Answer): void {
  process.send?.(answer)
}

async function carryOut({ number, source, argument }: Order): Promise<void> {
  try {
    tell({ number, value: source === null ? findings : ((await evaluate(source, argument)) ?? null) })
  } catch (error) {
    tell({ number, failure: String(error) })
  }
}

function evaluate(source: string, argument: unknown): unknown {
  // The spec's own function, handed over as Playwright does with real Electron.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = new Function('electron', 'argument', `return (${source})(electron, argument)`) as (
    ...args: unknown[]
  ) => unknown
  return run(electron, argument)
}

process.on('message', (order: Order) => void carryOut(order))
// A spec that is gone leaves no browser behind.
process.on('disconnect', () => {
  electron.app.exit(1)
})
void browser.then(() => {
  tell({ address: debuggingAddress() })
})
