import type { ImageId } from '../../model/identifiers.ts'
import type { DiskImage } from '../../model/observations.ts'
import { chainIds, createdBy, diffIdsOf, historySteps, shownReferences } from '../image-config.ts'
import { asObject, asTime } from '../parse-json.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { damaged, isThere, listEntries, listNames, readJson, readSmallText } from '../survey/survey-reads.ts'
import type { AreaReader, AreaSurvey } from './area-reader.ts'

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
  const drivers = listNames(context, `${context.root}/image`)
  for (const driver of drivers) {
    const store = `${context.root}/image/${driver}`
    const names = listEntries(context, `${store}/imagedb/content/sha256`).map((entry) => entry.name)
    const references = readReferences(context, `${store}/repositories.json`, names.length > 0)
    for (const name of names) {
      if (!HEX64.test(name)) continue
      const named = { hex: name, references: references.get(`sha256:${name}`) ?? [], driver }
      const image = readImage(context, store, named)
      if (image !== null) images.push(image)
      await context.reader.breathe(context.signal)
    }
  }
  return {
    images,
    // One for each driver: what a driver that is not used any more left is told apart by it.
    places: ['image', ...drivers.map((driver) => `image/${driver}`)].map((path) => ({
      path,
      purpose: { kind: 'area', area: 'image-metadata', category: 'layer-metadata' },
      immutableKey: null,
    })),
  }
}

/** Names of each image. The engine writes the file at its first start, so with images it is there. */
function readReferences(context: SurveyContext, path: string, needed: boolean): Map<ImageId, string[]> {
  const file = readJson(context, path)
  if (file === null && needed && !isThere(context, path)) context.gap(damaged(path, 'the file is missing'))
  const repositories = file === null ? {} : asObject(file['Repositories'])
  const pairs = Object.values(repositories ?? {}).flatMap((tags) => Object.entries(asObject(tags) ?? { '': null }))
  const references = new Map<ImageId, string[]>()
  for (const [reference, id] of pairs)
    if (typeof id === 'string') references.set(id, [...(references.get(id) ?? []), reference])
  if (repositories === null || pairs.some(([, id]) => typeof id !== 'string'))
    context.gap(damaged(path, 'something in it is not the name of an image'))
  return new Map([...references].map(([id, all]) => [id, shownReferences(all)]))
}

interface ImageName {
  readonly hex: string
  readonly references: readonly string[]
  readonly driver: string
}

function readImage(context: SurveyContext, store: string, named: ImageName): DiskImage | null {
  const { hex, references, driver } = named
  const path = `${store}/imagedb/content/sha256/${hex}`
  const config = readJson(context, path)
  if (config === null) return null
  const diffIds = diffIdsOf(config)
  if (diffIds === null) {
    context.gap(damaged(path, 'the image config names something that is not a layer'))
    return null
  }
  const chain = chainIds(diffIds)
  return {
    id: `sha256:${hex}`,
    references,
    createdAt: asTime(config['created']),
    parentId: readParent(context, `${store}/imagedb/metadata/sha256/${hex}/parent`),
    diffIds,
    chainIds: chain,
    createdBy: createdBy(config['history'], diffIds.length),
    history: historySteps(config['history'], chain),
    driver,
    manifests: [],
    content: [],
    attached: [],
    incomplete: false,
  }
}

function readParent(context: SurveyContext, path: string): ImageId | null {
  const parent = readSmallText(context, path) ?? null
  if (parent === null || DIGEST.test(parent)) return parent
  context.gap(damaged(path, 'not an image ID'))
  return null
}
