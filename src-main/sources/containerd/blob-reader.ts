import type { Digest } from '../../model/identifiers.ts'
import type { JsonObject } from '../parse-json.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { readJson } from '../survey/survey-reads.ts'
import type { ContainerdStore } from './containerd-store.ts'

/** The blobs of one namespace. */
export interface BlobReader {
  /** Recorded in the namespace, and a file was there when the store was listed. */
  readonly has: (digest: Digest) => boolean
  /** A blob that is JSON; null when it is not here, or is no JSON object and a gap says so. Each is read once. */
  readonly json: (digest: Digest) => JsonObject | null
  /**
   * It should be here, and its file is not, or was asked for as JSON and could not be read. What nobody recorded was
   * never pulled, unless not all records could be read.
   */
  readonly lost: (digest: Digest) => boolean
}

/** Indexes, manifests and configs are a few kB; nothing larger is taken for one. */
const LIMIT_BYTES = 8 * 1024 ** 2

export function blobReader(context: SurveyContext, store: ContainerdStore, namespace: string): BlobReader {
  const recorded = store.metadata.namespaces.find((each) => each.name === namespace)?.blobs
  const paths = new Map(store.content.flatMap(({ digest, path }) => (digest === null ? [] : [[digest, path]])))
  const read = new Map<Digest, JsonObject | null>()
  const has = (digest: Digest) => recorded?.has(digest) === true && paths.has(digest)
  return {
    has,
    lost: (digest) =>
      recorded?.has(digest) === true ? !has(digest) || read.get(digest) === null : store.metadata.incomplete,
    json(digest) {
      const known = read.get(digest)
      const path = paths.get(digest)
      if (known !== undefined || path === undefined || !has(digest)) return known ?? null
      const small = (recorded?.get(digest)?.size ?? 0) <= LIMIT_BYTES
      const found = small ? readJson(context, `${context.root}/${path}`) : null
      read.set(digest, found)
      return found
    },
  }
}
