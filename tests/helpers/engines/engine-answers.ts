import { z } from 'zod'
import type { Engine } from './engine.ts'

/** What the tests compare with, as the engine itself gives it. Parsed here and not by our own client. */
const container = z.object({
  Id: z.string(),
  Names: z.array(z.string()),
  SizeRw: z.number().optional(),
  SizeRootFs: z.number(),
})
const image = z.object({ Id: z.string(), Size: z.number(), SharedSize: z.number() })
const volume = z.object({ Name: z.string(), UsageData: z.object({ Size: z.number() }) })
const buildCache = z.object({ ID: z.string(), Size: z.number(), Shared: z.boolean() })
const diskUsage = z.object({
  LayersSize: z.number(),
  Images: z.array(image),
  Volumes: z.array(volume),
  BuildCache: z.array(buildCache),
})

const manifest = z.object({
  ID: z.string(),
  Kind: z.string(),
  Available: z.boolean(),
  Size: z.object({ Content: z.number(), Total: z.number() }),
  ImageData: z
    .object({
      Platform: z.object({ os: z.string(), architecture: z.string() }),
      Size: z.object({ Unpacked: z.number() }),
    })
    .optional(),
  AttestationData: z.object({ For: z.string() }).optional(),
})
const listedImage = image.extend({ RepoTags: z.array(z.string()).nullable(), Manifests: z.array(manifest).optional() })

export type EngineContainer = z.infer<typeof container>
export type EngineDiskUsage = z.infer<typeof diskUsage>
/** Manifests are there since 28, with the containerd store only. */
export type EngineImage = z.infer<typeof listedImage>

/** `/containers/json` with sizes, stopped ones too. */
export async function containersOf(engine: Engine): Promise<readonly EngineContainer[]> {
  return parseContainers(await engine.get('/containers/json?all=1&size=1'))
}

/** `/system/df`. One at a time: 20.10 answers a second one with an error. */
export async function diskUsageOf(engine: Engine): Promise<EngineDiskUsage> {
  return parseDiskUsage(await engine.get('/system/df'))
}

/** `/images/json`, steps of the legacy builder too. */
export async function imagesOf(engine: Engine): Promise<readonly EngineImage[]> {
  return z.array(listedImage).parse(await engine.get('/images/json?all=1&shared-size=1&manifests=1'))
}

export function parseContainers(answer: unknown): readonly EngineContainer[] {
  return z.array(container).parse(answer)
}

export function parseDiskUsage(answer: unknown): EngineDiskUsage {
  return diskUsage.parse(answer)
}
