import type { Digest } from '../../model/identifiers.ts'
import type { AreaCategory, BlobRole, ContentBlobFact, Place, Purpose, RootSurvey } from '../../model/observations.ts'
import { below, CONTENT, type ContainerdStore, type ListedBlob } from '../containerd/containerd-store.ts'
import { isDockers } from '../containerd/docker-namespaces.ts'
import { blobPath, isDigest } from '../containerd/digest.ts'
import { isFresh } from '../survey/is-fresh.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { damaged, isThere, linkGap } from '../survey/survey-reads.ts'

export type ContentSurvey = Pick<RootSurvey, 'blobs' | 'leases' | 'places'>

/**
 * containerd's content store: `blobs/sha256/<hex>`, a file each, and `ingest/`, where content is written until it is
 * whole. `roles`: what images name the blobs as; the rest is told by labels.
 */
export function surveyContent(
  context: SurveyContext,
  store: ContainerdStore,
  roles: ReadonlyMap<Digest, BlobRole>,
): ContentSurvey {
  const recorded = recordsOf(store)
  const directory = below(store.base, CONTENT)
  const own = [place(directory, 'engine-metadata'), place(`${directory}/ingest`, 'temporary-files')]
  const places = store.content.map((blob): Place => {
    const replaced = notAFile(blob, recorded)
    if (replaced) {
      const path = `${context.root}/${blob.path}`
      context.gap(blob.kind === 'symlink' ? linkGap(path) : damaged(path, 'not a regular file'))
      return { path: blob.path, purpose: { kind: 'unexplained' }, immutableKey: null }
    }
    const purpose = purposeOf(blob, recorded, store)
    const fresh = purpose.kind === 'orphan' && isFresh(context, `${context.root}/${blob.path}`)
    return { path: blob.path, purpose: fresh ? BEING_MADE : purpose, immutableKey: null }
  })
  return {
    blobs: [...recorded].map(([digest, records]) => blobFact(digest, records, { directory, roles })),
    leases: store.marks.leases,
    places: [...own.filter(({ path }) => isThere(context, `${context.root}/${path}`)), ...places],
  }
}

/** Somebody put something else where a blob is to be, such as a symlink to another disk: it may be in use. */
function notAFile({ path, kind }: ListedBlob, recorded: ReadonlyMap<Digest, unknown>): boolean {
  const [algorithm, name] = path.split('/').slice(-2)
  return kind !== 'file' && recorded.has(`${algorithm}:${name}`)
}

/** containerd renames a blob, and sets its time, before the record of it is on disk. */
const BEING_MADE: Purpose = { kind: 'area', area: 'being-made', category: 'temporary-files' }

function place(path: string, category: AreaCategory): Place {
  return { path, purpose: { kind: 'area', area: 'content-store', category }, immutableKey: null }
}

/** What one namespace records of a blob. */
interface BlobIn {
  readonly namespace: string
  readonly size: number | null
  readonly labels: ReadonlyMap<string, string>
}

function recordsOf({ metadata }: ContainerdStore): ReadonlyMap<Digest, readonly BlobIn[]> {
  const records = new Map<Digest, BlobIn[]>()
  for (const { name, blobs } of metadata.namespaces) {
    for (const { digest, size, labels } of blobs.values()) {
      const found = records.get(digest)
      if (found === undefined) records.set(digest, [{ namespace: name, size, labels }])
      else found.push({ namespace: name, size, labels })
    }
  }
  return records
}

interface FactInput {
  readonly directory: string
  readonly roles: ReadonlyMap<Digest, BlobRole>
}

function blobFact(digest: Digest, records: readonly BlobIn[], { directory, roles }: FactInput): ContentBlobFact {
  const label = (name: string) => records.map((each) => each.labels.get(name)).find((value) => value !== undefined)
  const diffId = label('containerd.io/uncompressed')
  return {
    digest,
    path: `${directory}/${blobPath(digest)}`,
    size: records.find((each) => each.size !== null)?.size ?? null,
    role: roles.get(digest) ?? (diffId === undefined ? roleByLabels(records) : 'layer'),
    namespaces: records.map((each) => each.namespace),
    diffId: isDigest(diffId) ? diffId : null,
  }
}

/** Clients label what a blob refers to: a config its snapshot, a manifest its config and layers, an index manifests. */
function roleByLabels(records: readonly BlobIn[]): BlobRole {
  const labels = new Set(records.flatMap((each) => [...each.labels.keys()]))
  const some = (prefix: string) => [...labels].some((label) => label.startsWith(prefix))
  if (some('containerd.io/gc.ref.snapshot.')) return 'config'
  if (some('containerd.io/gc.ref.content.m.')) return 'index'
  return some('containerd.io/gc.ref.content.config') || some('containerd.io/gc.ref.content.l.') ? 'manifest' : 'other'
}

/** A file that no record has is an orphan, and so is one that nothing keeps; only when all records could be read. */
function purposeOf(
  blob: ListedBlob,
  recorded: ReadonlyMap<Digest, readonly BlobIn[]>,
  store: ContainerdStore,
): Purpose {
  const { metadata, marks } = store
  const { digest } = blob
  const namespaces = (digest === null ? undefined : recorded.get(digest))?.map((each) => each.namespace) ?? []
  const [first] = namespaces
  if (digest === null || first === undefined)
    return metadata.incomplete ? { kind: 'unexplained' } : { kind: 'orphan', reason: 'unaccounted' }
  // Not ours to judge.
  if (!namespaces.some(isDockers)) return { kind: 'other-namespace', namespace: first }
  const kept = metadata.incomplete || namespaces.some((namespace) => marks.keepsBlob(namespace, digest))
  if (kept) return { kind: 'content-blob', digest }
  const other = namespaces.find((namespace) => !isDockers(namespace))
  return other === undefined
    ? { kind: 'orphan', reason: 'unreferenced' }
    : { kind: 'other-namespace', namespace: other }
}
