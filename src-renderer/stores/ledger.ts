import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** Every root's ledger, of the latest revision that could be loaded. */
export const useLedgerStore = defineStore('ledger', () => loadOnRevision((client) => client.ledger()))
