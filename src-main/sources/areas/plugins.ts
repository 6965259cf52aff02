import type { AreaReader } from './area-reader.ts'
import { topLevelArea } from './top-level-area.ts'

/** `plugins/`: managed plugins with their root filesystems. */
export const pluginsReader: AreaReader = {
  name: 'plugins',
  directories: ['plugins'],
  survey: (context) => topLevelArea(context, { area: 'plugins', parts: [['plugins', 'plugins']] }),
}
