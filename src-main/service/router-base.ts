import { implement, ORPCError } from '@orpc/server'
import { contract } from '../contract/contract.ts'
import type { ConnectionContext } from '../contract/credit-window.ts'
import { AppError } from '../errors/app-error.ts'

/** Every expected failure crosses the wire under its own code; anything else is our fault and is masked there. */
export const os = implement(contract)
  .$context<ConnectionContext>()
  .use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw new ORPCError(error.code, { data: error.context, message: error.message, cause: error })
    }
  })

