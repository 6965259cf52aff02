import { ORPCError } from '@orpc/client'
import { APP_ERROR_CODES, type AppErrorCode, type AppErrorContext } from '../../src-main/errors/app-error.ts'
import type { Failure } from '../../src-main/contract/app-state.ts'

/** A thrown error as a failure that has words: the application's own codes stay, everything else is a bug. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const { code, data, message } = error as ORPCError<string, unknown>
    if (isAppErrorCode(code)) return { code, context: contextOf(data), message }
  }
  return { code: 'bug', context: {}, message: error instanceof Error ? error.message : String(error) }
}

function isAppErrorCode(code: string): code is AppErrorCode {
  return (APP_ERROR_CODES as readonly string[]).includes(code)
}

function contextOf(value: unknown): AppErrorContext {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string | number | boolean | null] =>
        entry[1] === null || ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  )
}
