import { createHash } from 'node:crypto'
import type { ChainId, DiffId, ImageId } from '../../model/identifiers.ts'
import type { DiskImage } from '../../model/observations.ts'
import { asArray, asObject, asString, asStrings, asTime } from '../parse-json.ts'
import { listEntries, listNames, readJson, readSmallText } from '../storage-drivers/survey-reads.ts'
import type { AreaReader, AreaSurvey, SurveyContext } from './area-reader.ts'

/** `image/<driver>/`: imagedb says what images are, repositories.json what they are called. All of it is book-keeping. */
export const imageMetadataReader: AreaReader = {
  name: 'image-metadata',
  directories: ['image'],
  survey,
}

const HEX64 = /^[0-9a-f]{64}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

async function survey(context: SurveyContext): Promise<AreaSurvey> {
  const images: DiskImage[] = []
  for (const driver of listNames(context, `${context.root}/image`)) {
    const store = `${context.root}/image/${driver}`
    const references = readReferences(context, `${store}/repositories.json`)
    for (const { name } of listEntries(context, `${store}/imagedb/content/sha256`)) {
      if (!HEX64.test(name)) continue
      const image = readImage(context, store, { hex: name, references: references.get(`sha256:${name}`) ?? [] })
      if (image !== null) images.push(image)
      await context.reader.breathe(context.signal)
    }
  }
  return {
    images,
    places: [
      {
        path: 'image',
        purpose: { kind: 'area', area: 'image-metadata', category: 'layer-metadata' },
        immutableKey: null,
      },
    ],
  }
}

function readReferences(context: SurveyContext, path: string): Map<ImageId, string[]> {
  const references = new Map<ImageId, string[]>()
  const repositories = asObject(asObject(readJson(context, path))?.['Repositories']) ?? {}
  for (const tags of Object.values(repositories)) {
    for (const [reference, id] of Object.entries(asObject(tags) ?? {})) {
      // A pulled image stands under its tag and under its digest; the digest is shown only where there is no tag.
      if (typeof id === 'string') references.set(id, [...(references.get(id) ?? []), reference])
    }
  }
  for (const [id, all] of references) {
    const tags = all.filter((reference) => !reference.includes('@'))
    references.set(id, (tags.length > 0 ? tags : all).sort())
  }
  return references
}

interface ImageName {
  readonly hex: string
  readonly references: readonly string[]
}

function readImage(context: SurveyContext, store: string, { hex, references }: ImageName): DiskImage | null {
  const path = `${store}/imagedb/content/sha256/${hex}`
  const config = asObject(readJson(context, path))
  if (config === null) return null
  const diffIds = asStrings(asObject(config['rootfs'])?.['diff_ids'])
  if (!diffIds.every((id) => DIGEST.test(id))) {
    context.gap({ path, reason: 'damaged', detail: 'the image config names something that is not a layer' })
    return null
  }
  const parent = readSmallText(context, `${store}/imagedb/metadata/sha256/${hex}/parent`)
  return {
    id: `sha256:${hex}`,
    references,
    createdAt: asTime(config['created']),
    parentId: parent !== null && DIGEST.test(parent) ? parent : null,
    diffIds,
    chainIds: chainIds(diffIds),
    createdBy: createdBy(config['history'], diffIds.length),
  }
}

/** chain(0) = diff(0); chain(n) = sha256(chain(n-1) + " " + diff(n)). */
export function chainIds(diffIds: readonly DiffId[]): ChainId[] {
  const chain: ChainId[] = []
  for (const diffId of diffIds) {
    const parent = chain.at(-1)
    chain.push(
      parent === undefined ? diffId : `sha256:${createHash('sha256').update(`${parent} ${diffId}`).digest('hex')}`,
    )
  }
  return chain
}

/** The history's steps that made a layer, in order. A history that does not fit the layers says nothing. */
function createdBy(history: unknown, layers: number): (string | null)[] {
  const steps = asArray(history)
    .map(asObject)
    .filter((step) => step !== null && step['empty_layer'] !== true)
    .map((step) => asString(step?.['created_by']) ?? asString(step?.['comment']))
  return steps.length === layers ? steps : Array.from({ length: layers }, () => null)
}
