/**
 * Runs work on something that may be lost: after its first error (a full disk, a damaged file) nothing more is tried in
 * this run, and `otherwise` is the answer. `onLost` is told once.
 */
export function untilLost(onLost: (cause: unknown) => void): <T>(work: () => T, otherwise: T) => T {
  let lost = false
  return (work, otherwise) => {
    if (lost) return otherwise
    try {
      return work()
    } catch (cause) {
      lost = true
      onLost(cause)
      return otherwise
    }
  }
}
