import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../src-main/contract/contract.ts'

/** Everything that can be asked of the application, typed by its contract. */
export type Client = ContractRouterClient<Contract>
