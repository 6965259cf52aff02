import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** Each container's log, of the latest revision that could be loaded. */
export const useLogsStore = defineStore('logs', () => loadOnRevision((client) => client.logs()))
