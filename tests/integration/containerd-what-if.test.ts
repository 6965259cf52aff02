import { whatIfSuite } from '../suites/what-if-suite.ts'

whatIfSuite('28.5', 'containerd')
