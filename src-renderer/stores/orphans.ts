import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** What nobody needs, with its proof, of the latest revision that could be loaded. */
export const useOrphansStore = defineStore('orphans', () => loadOnRevision((client) => client.orphans()))
