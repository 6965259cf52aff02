import type { AppErrorCode } from '../../errors/app-error.ts'
import type { Failure } from '../../contract/app-state.ts'

/** What the shell gets. Documented in `--help` and in the README. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  /** No engine answered and no data root could be read. */
  nothingToRead: 3,
  /** Printed, but something could not be read: the numbers are lower bounds. */
  incomplete: 4,
  notFound: 5,
  /** A plan was not carried out, or an object was left alone: nothing that was not confirmed is removed. */
  refused: 6,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

const BY_CODE: Readonly<Record<AppErrorCode, ExitCode>> = {
  'engine-unreachable': EXIT.nothingToRead,
  'engine-permission-denied': EXIT.nothingToRead,
  'engine-not-docker': EXIT.nothingToRead,
  'engine-too-old': EXIT.nothingToRead,
  'engine-bad-answer': EXIT.nothingToRead,
  'engine-died': EXIT.nothingToRead,
  'context-not-found': EXIT.nothingToRead,
  'endpoint-not-supported': EXIT.nothingToRead,
  'root-not-found': EXIT.nothingToRead,
  'root-not-a-directory': EXIT.nothingToRead,
  'root-not-a-data-root': EXIT.nothingToRead,
  'permission-denied': EXIT.nothingToRead,
  'not-found': EXIT.notFound,
  'ambiguous-name': EXIT.notFound,
  'file-damaged': EXIT.nothingToRead,
  'storage-unavailable': EXIT.nothingToRead,
  'walk-failed': EXIT.bug,
  cancelled: EXIT.interrupted,
  'port-taken': EXIT.nothingToRead,
  'address-not-loopback': EXIT.usage,
  'renderer-not-built': EXIT.nothingToRead,
  'bad-input': EXIT.usage,
  'prune-refused': EXIT.refused,
  'plan-empty': EXIT.refused,
  'plan-damaged': EXIT.usage,
  'plan-edited': EXIT.refused,
  'plan-stale': EXIT.refused,
  'plan-of-another-engine': EXIT.refused,
  'plan-not-confirmed': EXIT.refused,
  'already-running': EXIT.refused,
  'no-space': EXIT.refused,
}

export function exitCodeOf(code: Failure['code']): ExitCode {
  return code === 'bug' ? EXIT.bug : BY_CODE[code]
}
