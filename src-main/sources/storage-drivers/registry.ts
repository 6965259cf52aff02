import { overlay2Reader } from './overlay2.ts'
import type { StorageDriverReader } from './storage-driver-reader.ts'

/** One ordered line per driver. All that are found in a root are read: a left-over driver costs bytes too. */
export const STORAGE_DRIVER_READERS: readonly StorageDriverReader[] = [overlay2Reader]
