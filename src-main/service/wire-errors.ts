import { ORPCError } from '@orpc/server'
import { AppError } from '../errors/app-error.ts'

/** Every expected failure crosses the wire under its own code; anything else is our fault and is masked there. */
export async function underItsCode<T>({ next }: { readonly next: () => T | PromiseLike<T> }): Promise<T> {
  try {
    return await next()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new ORPCError(error.code, { data: error.context, message: error.message, cause: error })
  }
}
