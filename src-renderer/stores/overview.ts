import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** The overview's figures, of the latest revision that could be loaded. */
export const useOverviewStore = defineStore('overview', () => loadOnRevision((client) => client.overview()))
