import { noReclaim } from '../../helpers/no-reclaim.ts'
import type { Observations } from '../../../src-main/model/observations.ts'
import type { ApplicationParts } from '../../../src-main/service/application.ts'
import type { InventoryTaker, Taken, TakeRequest, TakeUpdate } from '../../../src-main/service/inventory-taker.ts'

/** One call of a taker, which goes on as the test says. */
export interface Take {
  readonly request: TakeRequest
  /** Hands over what is known so far. */
  update(observations: Observations, change?: Partial<TakeUpdate>): void
  /** Ends it with the last word. */
  finish(observations: Observations, change?: Partial<Taken>): void
  fail(error: unknown): void
}

export interface HandMadeTaker extends InventoryTaker {
  readonly takes: readonly Take[]
}

/** Takes nothing from any engine or disk: what is taken, and when, is in the hands of the test. */
export function handMadeTaker(): HandMadeTaker {
  const takes: Take[] = []
  return {
    takes,
    take(request, onUpdate) {
      const { promise, resolve, reject } = Promise.withResolvers<Taken>()
      takes.push({
        request,
        update: (observations, change) => {
          onUpdate({ observations, source: 'disk', failures: [], progress: null, files: null, ...change })
        },
        finish: (observations, change) => {
          const rest = {
            source: 'disk',
            failures: [],
            progress: null,
            files: null,
            connection: null,
            elsewhere: false,
          } as const
          resolve({ observations, ...rest, walked: new Map(), ...change })
        },
        fail: reject,
      })
      return promise
    },
  }
}

/** What an application needs besides a taker, of no interest to most tests. */
export const PARTS: Omit<ApplicationParts, 'taker'> = {
  subject: { kind: 'default' },
  takerFor: () => {
    throw new Error('nothing else is opened in this test')
  },
  engines: () => Promise.resolve([]),
  scanWith: () => undefined,
  reclaim: noReclaim,
  host: null,
  failures: [],
  follow: true,
}
