import { pruneCommandsSuite } from '../../suites/prune-commands-suite.ts'

pruneCommandsSuite('28.5', 'containerd')
