import type { AreaReader } from './area-reader.ts'
import { topLevelArea } from './top-level-area.ts'

/** `buildkit/`: the databases of the build cache, and `content/`: logs and provenance of finished builds. Its layers are with the driver. */
export const buildkitReader: AreaReader = {
  name: 'buildkit',
  directories: ['buildkit'],
  survey: (context) =>
    topLevelArea(context, {
      area: 'buildkit',
      parts: [
        ['buildkit', 'layer-metadata'],
        ['buildkit/content', 'build-history'],
        ['buildkit/history.db', 'build-history'],
        ['buildkit/history_c8d.db', 'build-history'],
      ],
    }),
}
