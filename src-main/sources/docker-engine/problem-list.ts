import { isAppError, type AppError } from '../../errors/app-error.ts'

/** Collects requests that failed, so that one of them does not take the others with it. */
export interface ProblemList {
  /** Resolves with the answer, or with null after its failure was noted. Only `cancelled` and bugs get through. */
  readonly attempt: <Answer>(ask: () => Promise<Answer>) => Promise<Answer | null>
  readonly successes: number
  readonly firstFailure: AppError | null
  /** What failed, in words. */
  readonly problems: readonly string[]
}

export function problemList(): ProblemList {
  const failures: AppError[] = []
  let successes = 0
  return {
    attempt: async (ask) => {
      try {
        const answer = await ask()
        successes += 1
        return answer
      } catch (error) {
        if (!isAppError(error) || error.code === 'cancelled') throw error
        failures.push(error)
        return null
      }
    },
    get successes() {
      return successes
    },
    get firstFailure() {
      return failures[0] ?? null
    },
    get problems() {
      return failures.map(({ message }) => message)
    },
  }
}
