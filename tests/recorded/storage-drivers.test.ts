import { overlay2Reader } from '../../src-main/sources/storage-drivers/overlay2.ts'
import { storageDriverSuite } from '../suites/storage-driver-suite.ts'

// One line per driver and world.
storageDriverSuite(overlay2Reader, '20.10-overlay2')
storageDriverSuite(overlay2Reader, '28.5-overlay2')
