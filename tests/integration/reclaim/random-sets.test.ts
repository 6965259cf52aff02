import { reclaimSuite } from '../../suites/reclaim-suite.ts'

/** So many in all, over three engines, when there is time. */
const LONG = process.env['PLIMSOLL_LONG'] === undefined ? 4 : 34

// Engines of their own: what is asked about is removed.
reclaimSuite({ version: '28.5', driver: 'overlay2', rounds: LONG, seed: 285 })
reclaimSuite({ version: '20.10', driver: 'overlay2', rounds: LONG, seed: 2010 })
