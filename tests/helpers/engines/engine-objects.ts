import type { Engine } from './engine.ts'

/** What engines before 24 call an image without a tag. */
const NO_TAG = '<none>:<none>'

/** Everything of an engine that can be removed, one text each, as its API lists it. */
export async function engineObjects(engine: Engine): Promise<ReadonlySet<string>> {
  const containers = (await engine.get('/containers/json?all=1')) as readonly { readonly Id: string }[]
  const images = (await engine.get('/images/json?all=1')) as readonly {
    readonly Id: string
    readonly RepoTags: readonly string[] | null
  }[]
  const { Volumes } = (await engine.get('/volumes')) as {
    readonly Volumes: readonly { readonly Name: string }[] | null
  }
  const { BuildCache } = (await engine.get('/system/df')) as {
    readonly BuildCache: readonly { readonly ID: string }[] | null
  }
  return new Set([
    ...containers.map(({ Id }) => `container ${Id}`),
    ...images.map(({ Id }) => `image ${Id}`),
    ...images.flatMap(({ RepoTags }) => (RepoTags ?? []).filter((tag) => tag !== NO_TAG).map((tag) => `tag ${tag}`)),
    ...(Volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ...(BuildCache ?? []).map(({ ID }) => `build-cache ${ID}`),
  ])
}
