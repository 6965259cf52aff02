import { repositoryOf } from '../../model/image-reference.ts'
import type { Image } from '../../model/inventory.ts'
import type { PruneKind } from '../prune-kind.ts'
import { idleNamedImages, imageCandidate } from './image-candidate.ts'

/** Unused images of which every repository that names them has a newer image. When they were made decides. */
export const supersededTags: PruneKind = {
  id: 'superseded-tags',
  risk: 'rebuildable',
  optIn: false,
  candidates(grounds) {
    const newest = newestOfRepositories(grounds.inventory.images)
    return idleNamedImages(grounds.inventory).flatMap(({ image }) => {
      const by = newerThan(image, newest)
      if (by === null) return []
      const why = { because: 'newer-tag', with: by.reference } as const
      return [imageCandidate(grounds, image, { kind: 'superseded-tags', why, since: by.createdAt })]
    })
  },
}

interface Newest {
  readonly reference: string
  readonly createdAt: string
}

function newestOfRepositories(images: readonly Image[]): ReadonlyMap<string, Newest> {
  const newest = new Map<string, Newest>()
  for (const { references, createdAt } of images)
    for (const reference of references) {
      const known = newest.get(repositoryOf(reference))
      if (createdAt === null || (known !== undefined && !isAfter(createdAt, known.createdAt))) continue
      newest.set(repositoryOf(reference), { reference, createdAt })
    }
  return newest
}

/** The newest of its first repository; null unless each of its repositories has a newer one. */
function newerThan({ references, createdAt }: Image, newest: ReadonlyMap<string, Newest>): Newest | null {
  if (createdAt === null) return null
  const found = references.map((reference) => newest.get(repositoryOf(reference)))
  if (!found.every((each) => each !== undefined && isAfter(each.createdAt, createdAt))) return null
  return found[0] ?? null
}

function isAfter(a: string, b: string): boolean {
  return Date.parse(a) > Date.parse(b)
}
