import { implement } from '@orpc/server'
import { unansweredRouter, type WholeRouter } from '../../helpers/unanswered-router.ts'
import type { AppState } from '../../../src-main/contract/app-state.ts'
import { contract } from '../../../src-main/contract/contract.ts'
import type { ConnectionContext } from '../../../src-main/contract/credit-window.ts'

/** The state before anything was measured, with the given revision. */
export function stateOf(revision: number): AppState {
  return {
    subject: { kind: 'default' },
    canChoose: false,
    revision,
    source: 'none',
    stage: 'starting',
    progress: null,
    takenAt: null,
    stale: false,
    live: false,
    failures: [],
    frame: null,
  }
}

/** What became of the streams that a stub router opened. */
export interface StubRouter {
  readonly router: WholeRouter
  readonly streams: { opened: number; closed: number }
}

/** A router of the real contract whose only answers are states counting up, without end. */
export function createStubRouter(): StubRouter {
  const streams = { opened: 0, closed: 0 }
  return { router: buildRouter(streams), streams }
}

function buildRouter(streams: { opened: number; closed: number }): WholeRouter {
  const os = implement(contract).$context<ConnectionContext>()
  const never = (): never => {
    throw new Error('not part of the stub')
  }
  const unanswered = unansweredRouter(never)
  return os.router({
    ...unanswered,
    ack: os.ack.handler(({ input, context }) => {
      context.windows.grant(input.stream, input.items)
      return undefined
    }),
    app: {
      ...unanswered.app,
      states: os.app.states.handler(({ input, context, signal }) =>
        context.windows.open(input.stream, countUp(streams), signal),
      ),
      cancel: os.app.cancel.handler(() => undefined),
    },
  })
}

async function* countUp(streams: { opened: number; closed: number }): AsyncGenerator<AppState, void> {
  streams.opened += 1
  try {
    for (let revision = 1; ; revision++) yield await Promise.resolve(stateOf(revision))
  } finally {
    streams.closed += 1
  }
}
