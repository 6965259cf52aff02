/** Our own fault: an invariant of the program does not hold. Shown as "this is a bug", with its stack in the log only. */
export class BugError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BugError'
  }
}

/** Closes a switch over a union: does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new BugError(`unexpected value ${JSON.stringify(value)}`)
}
