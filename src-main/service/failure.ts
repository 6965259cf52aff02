import type { Failure } from '../contract/app-state.ts'
import { AppError } from '../errors/app-error.ts'

/** An error as data: what the user can act on keeps its code; anything else is our own fault and says so. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, context: error.context, message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'bug', context: {}, message }
}
