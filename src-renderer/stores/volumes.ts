import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** All volumes, of the latest revision that could be loaded. */
export const useVolumesStore = defineStore('volumes', () => loadOnRevision((client) => client.volumes()))
