import type { ScanLink } from './scan-link.ts'
import { openScanSession, type ScanSession } from './scan-session.ts'

/** Hands out a scanner that is ready, starting one when there is none. */
export interface ScanSessions {
  /** Throws as `openScanSession` does; what it threw once it throws again until the next release: nobody is asked twice. */
  open(signal: AbortSignal | undefined): Promise<ScanSession>
  /** Nothing more is asked for now. */
  release(): Promise<void>
  /** Nothing more is asked for ever. */
  close(): Promise<void>
}

export interface ScanSessionsOptions {
  readonly start: (signal: AbortSignal | undefined) => ScanLink | Promise<ScanLink>
  /** See `openScanSession`. */
  readonly patience: number | null
  /** Whether the scanner stays when it is released, because starting one asks a person. */
  readonly keep: boolean
}

export function createScanSessions({ start, patience, keep }: ScanSessionsOptions): ScanSessions {
  let opening: Promise<ScanSession> | null = null
  const close = async (): Promise<void> => {
    const last = opening
    opening = null
    // What it failed with has been thrown to whoever opened it.
    const session = await last?.catch(() => null)
    await session?.close()
  }
  return {
    open: async (signal) => {
      if (opening !== null) {
        const session = await opening
        if (!session.over) return session
      }
      opening = (async () => openScanSession(await start(signal), { signal, patience }))()
      return await opening
    },
    release: async () => {
      const session = await opening?.catch(() => null)
      if (!keep || session?.over !== false) await close()
    },
    close,
  }
}
