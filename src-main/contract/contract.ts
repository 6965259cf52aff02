import { eventIterator, oc, type } from '@orpc/contract'
// The small build of the same library: the page carries it, and the terminal starts with it.
import * as z from 'zod/mini'
import { APP_ERROR_CODES } from '../errors/app-error.ts'
import type { ContainersView } from '../views/containers.ts'
import type { OverviewView } from '../views/overview.ts'
import type { Report } from '../views/report.ts'
import type { AppState } from './app-state.ts'

const errorContext = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** Every expected failure, under its own code: `error.code` on the other side is the AppError's. */
type ErrorMap = Record<(typeof APP_ERROR_CODES)[number], { data: typeof errorContext }>
const errors: Partial<ErrorMap> = {}
for (const code of APP_ERROR_CODES) errors[code] = { data: errorContext }
const base = oc.errors(errors as ErrorMap)

/** A stream names itself, so that its reader can grant it credit (`ack`). */
const stream = z.object({ stream: z.uuid() })

/**
 * What may be asked, with which arguments, and what comes back. The same over a MessagePort, a WebSocket and in
 * process. Everything is JSON-safe.
 */
export const contract = {
  /** Grants a stream of this connection more items. A stream starts with 32. */
  ack: base
    .input(z.object({ stream: z.uuid(), items: z.int().check(z.positive(), z.maximum(1024)) }))
    .output(type<undefined>()),
  app: {
    /** The current state at once, then each later one; a slow reader gets the latest only. */
    states: base.input(stream).output(eventIterator(type<AppState>())),
    /** Starts a measurement, or joins the running one. `everything`: walks remembered layers again too. */
    measure: base.input(z.object({ everything: z.boolean() })).output(type<undefined>()),
    /** Stops the running measurement; what was measured stays. */
    cancel: base.output(type<undefined>()),
    /** Looks for the engine again. */
    reconnect: base.output(type<undefined>()),
  },
  overview: base.output(type<OverviewView>()),
  containers: base.output(type<ContainersView>()),
  /** The whole as `report --json` prints it. */
  report: base.output(type<Report>()),
}

export type Contract = typeof contract
