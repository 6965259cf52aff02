import type { Digest } from '../../model/identifiers.ts'
import type { EntryKind } from '../disk/disk-reader.ts'
import type { SurveyContext } from '../survey/survey-context.ts'
import { damaged, listEntries, listNames } from '../survey/survey-reads.ts'
import { collectorMarks, type CollectorMarks } from './collector-marks.ts'
import { readContainerdMetadata, type ContainerdMetadata } from './containerd-metadata.ts'
import { isDigest } from './digest.ts'
import { directoriesOf } from './snapshot-layout.ts'
import { readSnapshotterMetadata, type SnapshotterMetadata } from './snapshotter-metadata.ts'

/** Everything that containerd's databases say, and the names that its directories had before they were read. */
export interface ContainerdStore {
  /** containerd's directory, relative to the root: `containerd/daemon` in a data root, '' where the root is its own. */
  readonly base: string
  readonly content: readonly ListedBlob[]
  readonly snapshotters: readonly ListedSnapshotter[]
  readonly metadata: ContainerdMetadata
  readonly marks: CollectorMarks
}

/** A name in the content store. */
export interface ListedBlob {
  /** Relative to the root. */
  readonly path: string
  readonly kind: EntryKind
  /** Null when it has not the name of one. */
  readonly digest: Digest | null
}

export interface ListedSnapshotter {
  readonly name: string
  /** Relative to the root. */
  readonly directory: string
  /** Names where the snapshots' directories are, with their path relative to the root. */
  readonly entries: readonly { readonly path: string; readonly name: string; readonly kind: EntryKind }[]
  readonly metadata: SnapshotterMetadata
}

export const CONTENT = 'io.containerd.content.v1.content'
export const METADATA = 'io.containerd.metadata.v1.bolt'
const SNAPSHOTTER = 'io.containerd.snapshotter.v1.'

/**
 * Reads the databases of a containerd. Names first, meanings after: what is made in between is then not in the lists
 * and cannot be accused. A snapshotter's database is read before the other, since containerd makes a snapshot before
 * it writes down whose it is.
 */
export async function readContainerdStore(context: SurveyContext, base: string): Promise<ContainerdStore> {
  const content = await listContent(context, below(base, CONTENT))
  const names = listNames(context, absolute(context, base)).filter((name) => name.startsWith(SNAPSHOTTER))
  const listed = names.map((name) => listSnapshotter(context, below(base, name), name.slice(SNAPSHOTTER.length)))
  const snapshotters: ListedSnapshotter[] = []
  for (const each of listed) snapshotters.push({ ...each, metadata: await readSnapshotter(context, each) })
  const path = absolute(context, below(base, `${METADATA}/meta.db`))
  const metadata = await readContainerdMetadata(context, path)
  const needed = content.length > 0 || snapshotters.some((each) => each.metadata.records.size > 0)
  const missing = !metadata.found && needed
  if (missing) context.gap(damaged(path, 'the file is missing'))
  return {
    base,
    content,
    snapshotters,
    metadata: { ...metadata, incomplete: metadata.incomplete || missing },
    marks: collectorMarks(metadata.namespaces, context.reader.now()),
  }
}

export function below(base: string, name: string): string {
  return base === '' ? name : `${base}/${name}`
}

function absolute(context: SurveyContext, path: string): string {
  return path === '' ? context.root : `${context.root}/${path}`
}

async function listContent(context: SurveyContext, directory: string): Promise<ListedBlob[]> {
  const blobs: ListedBlob[] = []
  for (const algorithm of listNames(context, absolute(context, `${directory}/blobs`))) {
    const path = `${directory}/blobs/${algorithm}`
    for (const { name, kind } of listEntries(context, absolute(context, path))) {
      const digest = `${algorithm}:${name}`
      blobs.push({ path: `${path}/${name}`, kind, digest: kind === 'file' && isDigest(digest) ? digest : null })
    }
    await context.reader.breathe(context.signal)
  }
  return blobs
}

type Listed = Omit<ListedSnapshotter, 'metadata'>

function listSnapshotter(context: SurveyContext, directory: string, name: string): Listed {
  const entries = directoriesOf(name).flatMap((part) => {
    const path = `${directory}/${part}`
    return listEntries(context, absolute(context, path)).map((each) => ({ ...each, path: `${path}/${each.name}` }))
  })
  return { name, directory, entries }
}

async function readSnapshotter(context: SurveyContext, { directory, entries }: Listed): Promise<SnapshotterMetadata> {
  const path = absolute(context, `${directory}/metadata.db`)
  const metadata = await readSnapshotterMetadata(context, path)
  const missing = !metadata.found && entries.some((entry) => /^\d+$/.test(entry.name))
  if (missing) context.gap(damaged(path, 'the file is missing'))
  return { ...metadata, incomplete: metadata.incomplete || missing }
}
