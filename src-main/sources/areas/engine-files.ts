import type { AreaReader } from './area-reader.ts'
import { topLevelArea } from './top-level-area.ts'

/** What an engine keeps for itself: network state, runtimes, trust keys, its ID. */
const NAMES = ['builder', 'engine-id', 'network', 'rootfs', 'runtimes', 'trust', 'lost+found', 'nri']

export const engineFilesReader: AreaReader = {
  name: 'engine-files',
  directories: NAMES,
  survey: (context) =>
    topLevelArea(context, { area: 'engine-files', parts: NAMES.map((name) => [name, 'engine-metadata'] as const) }),
}
