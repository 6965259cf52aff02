/**
 * What can go wrong that the user can act on. Closed: the words for each code are in the user interface's and the
 * terminal's own tables, so a new code does not compile until both say something about it.
 */
export const APP_ERROR_CODES = [
  'engine-unreachable',
  'engine-permission-denied',
  'engine-not-docker',
  'engine-too-old',
  'engine-bad-answer',
  'engine-died',
  'context-not-found',
  'endpoint-not-supported',
  'root-not-found',
  'root-not-a-directory',
  'root-not-a-data-root',
  'permission-denied',
  'not-found',
  'ambiguous-name',
  'file-damaged',
  'storage-unavailable',
  'walk-failed',
  'cancelled',
  'port-taken',
  'address-not-loopback',
  'renderer-not-built',
  'bad-input',
  'prune-refused',
  'plan-empty',
  'plan-damaged',
  'plan-edited',
  'plan-stale',
  'plan-of-another-engine',
  'plan-not-confirmed',
  'already-running',
  'no-space',
] as const

export type AppErrorCode = (typeof APP_ERROR_CODES)[number]

/** Facts that fill the words for a code: endpoint, path, version … Never a stack trace. JSON-safe. */
export type AppErrorContext = Readonly<Record<string, string | number | boolean | null>>

/** An expected failure. `message` is a plain English sentence for logs and the terminal. */
export class AppError extends Error {
  readonly code: AppErrorCode
  readonly context: AppErrorContext

  constructor(code: AppErrorCode, message: string, options: { context?: AppErrorContext; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.context = options.context ?? {}
  }
}

/** True for a failure of the given code, whoever threw it. */
export function isAppError(error: unknown, code?: AppErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code)
}

/** Throws `cancelled` once the signal has fired: called between steps of long work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled', 'The work was cancelled.', { cause: signal.reason })
}
