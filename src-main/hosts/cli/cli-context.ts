import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../contract/contract.ts'

export type Client = ContractRouterClient<Contract>

/** What the user asked to look at; the same options on every command. */
export interface TargetOptions {
  readonly dockerHost: string | null
  readonly context: string | null
  readonly dataRoot: string | null
  readonly containerdRoot: string | null
  readonly scan: 'container' | 'sudo' | 'pkexec' | null
  readonly scanImage: string | null
  readonly sample: boolean
}

/** An application that runs in this process, and its router as a client. It does nothing until it is asked to. */
export interface OpenApplication {
  readonly client: Client
  close(): Promise<void>
}

export interface ServeOptions {
  readonly target: TargetOptions
  readonly port: number | null
  readonly address: string
  readonly signal: AbortSignal
}

export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** What commands may use: handed in, so that the terminal knows no other host and nothing of the process. */
export interface CliContext {
  readonly stdout: Output
  readonly stderr: Output
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal
  /** Asks on the terminal; null where there is none to ask on. An answer of null: it was closed. */
  readonly ask: ((question: string) => Promise<string | null>) | null
  readonly open: (target: TargetOptions) => OpenApplication
  /** The web host: resolves with its URL once it listens. */
  readonly serve: (options: ServeOptions) => Promise<{ readonly url: string; close(): Promise<void> }>
}
