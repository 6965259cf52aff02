import type { Router } from '@orpc/server'
import type { Contract } from '../../contract/contract.ts'
import type { ConnectionContext } from '../../contract/credit-window.ts'

/** The application's router as every host gets it. Each connection is a context of its own. */
export type HostRouter = Router<Contract, ConnectionContext>

/** What a host needs of the application. */
export interface HostedApplication {
  readonly router: HostRouter
  /** Begins to look for engines and roots, and to measure. */
  start(): void
  /** Ends everything that runs, child processes included. */
  close(): Promise<void>
}
