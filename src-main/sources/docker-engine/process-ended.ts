export interface ProcessEnd {
  readonly program: string
  /** Null when a signal ended it, or when it did not start at all; then `cause` says why. */
  readonly code: number | null
  readonly signal: string | null
  /** The beginning of what it wrote on standard error. */
  readonly stderr: string
  /**
   * Before its first answer, between two, or in the middle of one. Between two it may have been gone already when it was
   * asked: asking again on a new connection may help.
   */
  readonly when: 'before' | 'between' | 'during'
}

/** A program that was to be a connection is not there any more. */
export class ProcessEnded extends Error {
  readonly end: ProcessEnd

  constructor(end: ProcessEnd, cause?: unknown) {
    super(`${end.program} ended`, { cause })
    this.name = 'ProcessEnded'
    this.end = end
  }
}
