import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** All build cache records, of the latest revision that could be loaded. */
export const useBuildCacheStore = defineStore('build-cache', () => loadOnRevision((client) => client.buildCache()))
