import { defineStore } from 'pinia'
import { loadOnRevision } from './load-on-revision.ts'

/**
 * The whole as the terminal's report has it. Large: a component that needs layers or directories uses this store only
 * once it is shown, and from then on the report follows the inventory like any other view.
 */
export const useReportStore = defineStore('report', () => loadOnRevision((client) => client.report()))
