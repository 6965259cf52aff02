import { isContractProcedure } from '@orpc/contract'
import { implement } from '@orpc/server'
import { contract } from '../../src-main/contract/contract.ts'
import type { ConnectionContext } from '../../src-main/contract/credit-window.ts'

const os = implement(contract).$context<ConnectionContext>()

/** A router of the whole contract, as `os.router` makes it. */
export type WholeRouter = Parameters<typeof os.router>[0]

/**
 * Every request of the contract, each answered by `refuse`. A test spreads it and puts its own answers in place of
 * some, so that a new request is no change to tests that never ask for it.
 */
export function unansweredRouter(refuse: () => never): WholeRouter {
  return refuseAll(contract, os, refuse) as WholeRouter
}

function refuseAll(part: object, implementer: object, refuse: () => never): unknown {
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]: [string, object]) => {
      const implementation = Reflect.get(implementer, name) as { handler: (answer: () => never) => unknown }
      const answer = isContractProcedure(inner)
        ? implementation.handler(refuse)
        : refuseAll(inner, implementation, refuse)
      return [name, answer]
    }),
  )
}
