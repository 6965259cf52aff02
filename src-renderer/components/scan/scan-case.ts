import type { Failure } from '../../../src-main/contract/app-state.ts'

/** Ways to read a root that is closed to this user. What each does is in the texts. */
export const SCAN_WAYS = ['container', 'sudo', 'pkexec'] as const

export type ScanWay = (typeof SCAN_WAYS)[number]

/** Roots that are closed, and what can be done about it here. */
export interface ScanCase {
  readonly paths: readonly string[]
  readonly ways: readonly ScanWay[]
  /** The user has said never: in this run, when it was started, or some time before. */
  readonly declined: boolean
  /** A way that was tried and came to nothing; `detail` is what was said about it, '' for nothing. */
  readonly failed: { readonly how: ScanWay; readonly detail: string } | null
  /** The failures that all this is from: they need no other words. */
  readonly failures: readonly Failure[]
}

/** Null where no root is closed, or nothing can be done about it here. */
export function scanCase(failures: readonly Failure[]): ScanCase | null {
  const closed = failures.filter((failure) => failure.code === 'permission-denied' && waysOf(failure).length > 0)
  const tried = failures.filter((failure) => wayOf(failure.context['how']) !== null)
  const own = failures.filter((failure) => closed.includes(failure) || tried.includes(failure))
  const ways = SCAN_WAYS.filter((way) => own.some((failure) => waysOf(failure).includes(way)))
  if (ways.length === 0) return null
  const paths = own.flatMap(({ context: { path } }) => (typeof path === 'string' ? [path] : []))
  const declined = own.some(({ context: { scan } }) => scan === 'never')
  return { paths: [...new Set(paths)], ways, declined, failed: failedOf(tried[0]), failures: own }
}

function failedOf(failure: Failure | undefined): ScanCase['failed'] {
  const how = wayOf(failure?.context['how'])
  const detail = failure?.context['detail']
  return how === null ? null : { how, detail: typeof detail === 'string' ? detail : '' }
}

function waysOf({ context: { ways } }: Failure): readonly ScanWay[] {
  const named = typeof ways === 'string' ? ways.split(',') : []
  return SCAN_WAYS.filter((way) => named.includes(way))
}

function wayOf(how: unknown): ScanWay | null {
  return SCAN_WAYS.find((way) => way === how) ?? null
}
