import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/** All images with their figures and the layer map, of the latest revision that could be loaded. */
export const useImagesStore = defineStore('images', () => loadOnRevision((client) => client.images()))
