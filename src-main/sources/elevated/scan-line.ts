import { AppError } from '../../errors/app-error.ts'
import { BugError } from '../../errors/bug-error.ts'
import { messageLines } from './message-lines.ts'
import { parseAnswer } from './parse-message.ts'
import type { ScanEnd, ScanLink } from './scan-link.ts'
import type { ScanAnswer, ScanQuestion } from './scan-messages.ts'
import { Misshapen } from './shapes.ts'

/** How long a scanner may take to end by itself. */
const GRACE_MS = 2000

/** Questions to a scanner and its answers, each of them checked. */
export interface ScanLine {
  /** It has ended, or was given up. */
  readonly over: boolean
  ask(question: ScanQuestion): void
  /**
   * The next answer. When the signal fires the scanner is given up at once, with the signal's reason thrown.
   * Throws why it was never started; `walk-failed` when it ended or made no sense; what it failed with.
   */
  next(signal: AbortSignal): Promise<Exclude<ScanAnswer, { say: 'failed' }>>
  /** Gives it up, because of what it said. */
  misunderstood(cause: unknown): AppError
  /** Reads something that it said; gives it up when that makes no sense. */
  understand<T>(read: () => T): T
  /** Resolves when it has ended; gives it up when that takes long. */
  close(): Promise<void>
}

export function createScanLine(link: ScanLink): ScanLine {
  const lines = messageLines(link.output)
  let over = false
  let begun = false
  let givenUp = false
  const giveUp = (): void => {
    over = true
    givenUp = true
    link.kill()
  }
  /** Null when it takes long; nobody waits for one that was given up, which need not take a signal from us. */
  const endIfSoon = async (): Promise<ScanEnd | null> => {
    if (givenUp) return null
    link.hangUp()
    const end = await Promise.race([link.ended, afterGrace(link.ended)])
    if (end === null) giveUp()
    return end
  }
  void link.ended.then(() => (over = true))
  const misunderstood = (cause: unknown): AppError => {
    giveUp()
    const detail = cause instanceof Error ? cause.message : String(cause)
    return lost(link, `What it says makes no sense: ${detail}`, cause)
  }
  /** Its output is over: waits for its end, to say what that means. */
  const loss = async (): Promise<AppError> => {
    over = true
    const end = await endIfSoon()
    if (end === null) return lost(link, '')
    return begun ? lost(link, end.detail) : end.refusal
  }
  const read = async (): Promise<ScanAnswer> => {
    const line = await nextLine(lines).catch((error: unknown) => {
      throw misunderstood(error)
    })
    if (line === null) throw await loss()
    begun = true
    return understand(() => parseAnswer(line.value))
  }
  const understand = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw error instanceof Misshapen ? misunderstood(error) : error
    }
  }
  return {
    get over() {
      return over
    },
    ask: (question) => {
      link.send(`${JSON.stringify(question)}\n`)
    },
    next: async (signal) => {
      const answer = await orAborted(read(), signal, giveUp)
      if (answer.say === 'failed') throw failureOf(answer)
      return answer
    },
    misunderstood,
    understand,
    close: async () => {
      await endIfSoon()
      over = true
    },
  }
}

/** Null at the end, which a broken pipe is too. */
async function nextLine(lines: AsyncIterator<unknown, undefined>): Promise<{ readonly value: unknown } | null> {
  try {
    const { done, value } = await lines.next()
    return done === true ? null : { value }
  } catch (error) {
    if (error instanceof Misshapen) throw error
    return null
  }
}

/** A timer that keeps this process: while it waits there may be nothing else that does. */
function afterGrace(ended: Promise<unknown>): Promise<null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(null)
    }, GRACE_MS)
    void ended.then(() => {
      clearTimeout(timer)
    })
  })
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal, onAbort: () => void): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => {
    onAbort()
    reject(signal.reason instanceof Error ? signal.reason : new BugError('stopped without a reason'))
  }
  // Nobody waits for it any more once the signal has fired.
  work.catch(() => undefined)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function lost({ how }: ScanLink, detail: string, cause?: unknown): AppError {
  const because = detail === '' ? '' : `: ${detail}`
  return new AppError('walk-failed', `The scan by ${how} ended before it was finished${because}`, {
    context: { how, detail },
    cause,
  })
}

function failureOf({ code, message, context }: Extract<ScanAnswer, { say: 'failed' }>): Error {
  return code === 'bug' ? new BugError(message) : new AppError(code, message, { context })
}
