import type { AppError } from '../../errors/app-error.ts'
import type { ContainerId } from '../../model/identifiers.ts'

/** Ways to read a root that is closed to this process. */
export const SCAN_WAYS = ['container', 'sudo', 'pkexec'] as const
export type ScanWay = (typeof SCAN_WAYS)[number]

/** The line to a scanner that was started somewhere, with rights that this process does not have. */
export interface ScanLink {
  readonly how: ScanWay
  /** It runs in this one. */
  readonly container: ContainerId | null
  /** What it says. Ends when it does. */
  readonly output: AsyncIterable<Uint8Array>
  /** Hands it a line. What it cannot take any more is dropped: `ended` tells why. */
  send(line: string): void
  /** Ends its input, and so the scanner. */
  hangUp(): void
  /** Ends it by force as far as this process may. It need not end from it; nobody waits. */
  kill(): void
  /** Resolves once it is gone, however that came. */
  readonly ended: Promise<ScanEnd>
}

export interface ScanEnd {
  /** What it, or what had to start it, said last; '' for nothing. */
  readonly detail: string
  /** What it means if it never said anything: it was not allowed to start. */
  readonly refusal: AppError
}
