import type { AreaReader } from './area-reader.ts'
import { topLevelArea } from './top-level-area.ts'

/** `tmp/`: half downloaded layers and loads; emptied when the engine starts. */
export const temporaryFilesReader: AreaReader = {
  name: 'temporary-files',
  directories: ['tmp'],
  survey: (context) => topLevelArea(context, { area: 'temporary-files', parts: [['tmp', 'temporary-files']] }),
}
