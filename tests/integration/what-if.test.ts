import { whatIfSuite } from '../suites/what-if-suite.ts'

// Engines of their own: what is asked about is removed.
whatIfSuite('28.5', 'overlay2')
whatIfSuite('20.10', 'overlay2')
