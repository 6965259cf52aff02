import { overlay2Reader } from '../../src-main/sources/storage-drivers/overlay2.ts'
import { containerdReaderSuite } from '../suites/containerd-reader-suite.ts'
import { storageDriverSuite } from '../suites/storage-driver-suite.ts'

// One line per driver and world.
storageDriverSuite(overlay2Reader, '20.10-overlay2')
storageDriverSuite(overlay2Reader, '28.5-overlay2')
containerdReaderSuite('overlayfs', '28.5-containerd')
containerdReaderSuite('native', '28.5-containerd-native')
containerdReaderSuite('btrfs', '28.5-containerd-btrfs')
containerdReaderSuite('overlayfs', '28.5-containerd-system')
