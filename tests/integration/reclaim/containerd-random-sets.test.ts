import { reclaimSuite } from '../../suites/reclaim-suite.ts'

reclaimSuite({
  version: '28.5',
  driver: 'containerd',
  rounds: process.env['PLIMSOLL_LONG'] === undefined ? 4 : 34,
  seed: 2851,
})
