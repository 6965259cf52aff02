import { pruneCommandsSuite } from '../../suites/prune-commands-suite.ts'

// Engines of their own: what is asked for is removed.
pruneCommandsSuite('28.5', 'overlay2')
pruneCommandsSuite('20.10', 'overlay2')
