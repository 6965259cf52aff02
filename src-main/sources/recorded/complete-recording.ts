import type { Observations } from '../../model/observations.ts'

/**
 * An older recording with what it could not know yet: nothing of it was asked, so nothing of it is known.
 * `recorded` is what the type says but for those fields.
 */
export function completeRecording(recorded: Observations): Observations {
  const { engine } = recorded
  return {
    ...recorded,
    engine: engine && {
      ...engine,
      images: engine.images.map((each) => added(each, { labels: {}, repoDigests: null })),
      containers: engine.containers.map((each) => added(each, { logging: null })),
      volumes: engine.volumes.map((each) => added(each, { options: {} })),
      buildCache: engine.buildCache.map((each) => added(each, { usageCount: null, parents: [] })),
    },
    roots: recorded.roots.map((root) => ({
      ...added(root, { looks: 2 }),
      usages: root.usages.map((usage) => usage && added(usage, { modifiedAt: null })),
      survey: {
        ...added(root.survey, { logFiles: [], orphans: [] }),
        images: root.survey.images.map((image) => ({
          ...added(image, { history: [] }),
          manifests: image.manifests.map((manifest) => added(manifest, { history: [] })),
        })),
        containers: root.survey.containers.map((each) => added(each, { logging: null })),
        buildCache: root.survey.buildCache.map((each) => added(each, { usageCount: null, parents: [] })),
      },
    })),
  }
}

function added<T extends object>(recorded: T, missing: Partial<T>): T {
  return { ...missing, ...recorded }
}
