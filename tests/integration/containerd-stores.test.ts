import { containerdStoreSuite } from '../suites/containerd-store-suite.ts'

// One line for each engine. One after the other: each is gone before the next is started.
containerdStoreSuite('28.5', 'containerd')
containerdStoreSuite('28.5', 'containerd-native')
containerdStoreSuite('28.5', 'containerd-btrfs')
containerdStoreSuite('28.5', 'containerd-system')
containerdStoreSuite('26.1', 'containerd')
