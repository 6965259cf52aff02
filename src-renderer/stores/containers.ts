import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** All containers with their figures, of the latest revision that could be loaded. */
export const useContainersStore = defineStore('containers', () => loadOnRevision((client) => client.containers()))
