import { AppError } from '../errors/app-error.ts'
import type { Gap } from '../model/gap.ts'
import type { EngineObservation } from '../model/observations.ts'
import { configuredContainerdRoot } from './configured-containerd-root.ts'
import { METADATA } from './containerd/containerd-store.ts'
import { readContainerdMetadata } from './containerd/containerd-metadata.ts'
import type { DiskReader } from './disk/disk-reader.ts'
import { checkDirectory, realPath } from './find-data-root.ts'
import { judgeContainerd, type ContainerdOwnership } from './owns-containerd-root.ts'
import { readKeptContainers, readStoreWitness, type StoreWitness } from './store-witness.ts'
import type { CurrentStore } from './survey/current-store.ts'
import { storeOfRoots } from './survey/store-in-use.ts'
import type { SurveyContext } from './survey/survey-context.ts'
import { stayInside } from './survey/stay-inside.ts'
import { isThere } from './survey/survey-reads.ts'

/** A data root whose containerd is looked for. */
export interface ContainerdSearch {
  readonly reader: DiskReader
  /** Absolute, without symlinks. */
  readonly dataRoot: string
  /** The data root's own engine, if it answers. */
  readonly engine: EngineObservation | null
  /** The data root is where this machine's own engine has it, so that its containerd is this machine's own as well. */
  readonly usual: boolean
  readonly signal: AbortSignal | undefined
}

/** Where the containerd is that a data root belongs to. */
export type ContainerdFinding =
  /** In the data root, or not used for images. */
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly path: string }
  /** It is at no place that we know: `path` is the likeliest. */
  | { readonly kind: 'missing'; readonly path: string }
  /** There is one that this user may not read, so that it is not known whose it is. */
  | { readonly kind: 'closed'; readonly path: string }

/** Every plugin of containerd has a directory of such a name. */
const PLUGIN = 'io.containerd.'
export const DEFAULT_ROOT = '/var/lib/containerd'
/** The socket of a containerd that the system started. An engine's own has another. */
export const SYSTEM_SOCKET = /^(?:unix:\/\/)?(?:\/var)?\/run\/containerd\/containerd\.sock$/
/** The engine's own containerd, in its data root. */
export const INSIDE = 'containerd/daemon'

/**
 * Checks that a directory given by the user is a containerd root, and answers its path without symlinks.
 * Throws `root-not-found`, `root-not-a-directory`, `root-not-a-data-root`, each with the role `containerd` in its context,
 * or `permission-denied`.
 */
export function checkContainerdRoot(reader: DiskReader, path: string): string {
  const { real, names } = checkDirectory(reader, path, { role: 'containerd' })
  if (names.some((name) => name.startsWith(PLUGIN))) return real
  const message = `${path} does not look like the root of a containerd.`
  throw new AppError('root-not-a-data-root', message, { context: { path, role: 'containerd' } })
}

/**
 * Whether a directory that the user names keeps another engine's images, by what the data root and its engine know.
 * Damaged, emptied or closed to us, it does not.
 */
export async function isForeignContainerd(
  search: Omit<ContainerdSearch, 'usual' | 'dataRoot'> & { readonly dataRoot: string | null },
  path: string,
): Promise<boolean> {
  return (await judgeAt(search, path, await witnessOf(search))) === 'foreign'
}

/**
 * Looks for the containerd that keeps the images of a data root's engine, outside of that data root: at what running
 * containers are mounted from, then where the system's containerd has its root. One that keeps what neither the data
 * root nor its engine knows is another engine's, and is never taken.
 */
export async function findContainerdRoot(search: ContainerdSearch): Promise<ContainerdFinding> {
  const { reader, dataRoot, engine } = search
  const witness = await witnessOf(search)
  const configured = mayUseSystemContainerd(engine) ? [configuredContainerdRoot(reader) ?? DEFAULT_ROOT] : []
  let closed: string | null = null
  for (const candidate of new Set([...rootsOfMounts(reader, dataRoot), ...configured])) {
    const path = realPath(candidate)
    if (path === null || path === dataRoot || path.startsWith(`${dataRoot}/`)) continue
    const verdict = await judgeAt(search, path, witness)
    if (isTaken(verdict, search)) return { kind: 'found', path }
    if (verdict === 'closed') closed ??= path
  }
  if (!(await isExpectedOutside(search, witness))) return { kind: 'none' }
  if (closed !== null) return { kind: 'closed', path: closed }
  return { kind: 'missing', path: configured[0] ?? DEFAULT_ROOT }
}

/** Which store an engine that does not answer used last, if its data root and its containerd can be read and say so. */
export async function storeOfBoth(search: Omit<ContainerdSearch, 'usual'>, path: string): Promise<CurrentStore | null> {
  const dataRoot = contextOf(search, search.dataRoot)
  const containers = await readKeptContainers(dataRoot)
  return storeOfRoots({ dataRoot, containerd: contextOf(search, path), containers })
}

type Search = Pick<ContainerdSearch, 'reader' | 'engine' | 'signal'>

function witnessOf(search: Search & { readonly dataRoot: string | null }): Promise<StoreWitness> {
  const { dataRoot, engine } = search
  return readStoreWitness(dataRoot === null ? null : contextOf(search, dataRoot), engine)
}

/** What is wrong with the files is said when they are surveyed. */
function contextOf({ reader, signal }: Search, root: string, gap: (gap: Gap) => void = () => undefined): SurveyContext {
  return { reader: stayInside(reader, root), root, signal, gap }
}

type Verdict = ContainerdOwnership | 'closed' | 'absent'

async function judgeAt(search: Search, root: string, witness: StoreWitness): Promise<Verdict> {
  const gaps: Gap[] = []
  const context = contextOf(search, root, (gap) => gaps.push(gap))
  const path = `${root}/${METADATA}/meta.db`
  const there = isThere(context, path)
  const metadata = await readContainerdMetadata(context, path)
  if (gaps.some((gap) => gap.reason === 'permission-denied')) return 'closed'
  return there ? judgeContainerd(metadata, witness, search.engine) : 'absent'
}

function isTaken(verdict: Verdict, { usual, engine }: ContainerdSearch): boolean {
  if (verdict === 'own') return true
  // An engine that has just begun to use it has left nothing there yet.
  return usual && (verdict === 'unsaid' || (verdict === 'empty' && engine?.imageStore === 'containerd'))
}

const SNAPSHOTS = /^(.*)\/io\.containerd\.snapshotter\.v1\.[^/]+\//

/** `rootfs/<snapshotter>/<container>` is an overlay of directories of snapshots, as long as the container runs. */
function rootsOfMounts(reader: DiskReader, dataRoot: string): readonly string[] {
  const directories = reader
    .mounts()
    .overlaysBelow(`${dataRoot}/rootfs`)
    .flatMap((overlay) => overlay.directories)
  return directories.flatMap((directory) => SNAPSHOTS.exec(directory)?.[1] ?? [])
}

/** Older engines do not say which socket they use, and an engine that does not run says nothing. */
function mayUseSystemContainerd(engine: EngineObservation | null): boolean {
  const address = engine?.containerdAddress ?? null
  return address === null || SYSTEM_SOCKET.test(address)
}

/** Whether there is something that a containerd outside of the data root must keep. */
async function isExpectedOutside(search: ContainerdSearch, witness: StoreWitness): Promise<boolean> {
  const { engine, dataRoot } = search
  const something =
    engine === null
      ? witness.kept.size + witness.buildKeys.size > 0
      : engine.imageStore === 'containerd' && engine.images.length + engine.containers.length > 0
  if (!something) return false
  if (SYSTEM_SOCKET.test(engine?.containerdAddress ?? '')) return true
  const inside = await judgeAt(search, `${dataRoot}/${INSIDE}`, witness)
  return inside === 'absent' || inside === 'foreign' || inside === 'empty'
}
