import { overlay2Reader } from '../../src-main/sources/storage-drivers/overlay2.ts'
import { containerdStoreSuite } from '../suites/containerd-store-suite.ts'
import { storageDriverSuite } from '../suites/storage-driver-suite.ts'

// One line per driver and world.
storageDriverSuite(overlay2Reader, '20.10-overlay2')
storageDriverSuite(overlay2Reader, '28.5-overlay2')
containerdStoreSuite('overlayfs', '28.5-containerd')
containerdStoreSuite('native', '28.5-containerd-native')
containerdStoreSuite('btrfs', '28.5-containerd-btrfs')
containerdStoreSuite('overlayfs', '28.5-containerd-system')
