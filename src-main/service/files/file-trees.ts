import { AppError, isAppError } from '../../errors/app-error.ts'
import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { Inventory } from '../../model/inventory.ts'
import type { FilePlace } from '../../sources/files/file-place.ts'
import {
  MOST_ENTRIES,
  type FilesRead,
  type FilesReader,
  type OpaqueQuestion,
} from '../../sources/files/files-reader.ts'
import { discoverFiles, type FilesDiscovery } from '../../views/discover-files.ts'
import { createFileOrders, type FileOrders } from '../../views/file-orders.ts'
import type { ViewedFiles } from '../../views/file-row.ts'
import { viewFilesSummary } from '../../views/files-summary.ts'
import type { FileComparing, FilesOf, FilesPage, FilesState, FilesTile } from '../../views/files.ts'
import { listFiles, type FilesListing } from '../../views/list-files.ts'
import { mapFiles, type FilesMapping } from '../../views/map-files.ts'
import { createLatest, type Latest } from '../latest.ts'
import type { ReadChanges } from './changes-port.ts'
import { compareFile } from './compare-file.ts'
import { placeOf } from './place-of.ts'

export interface FileTreesParts {
  /** Throws when there is none. */
  readonly inventory: () => Inventory
  /** Reads by the same means as the inventory; null as long as nothing has been read. */
  readonly reader: () => FilesReader | null
  /** Null: writable layers are not compared with what is below them. */
  readonly readChanges: ReadChanges | null
  readonly clock: () => Date
  /** Entries of all trees that are kept. Those that somebody follows stay anyway. */
  readonly most?: number
}

type In<Question, Place extends keyof Question> = Omit<Question, Place> & {
  readonly of: FilesOf
  readonly path: string
}

/** Trees of places that somebody looks at, and of the last ones that somebody looked at. */
export class FileTrees {
  readonly #parts: FileTreesParts
  /** By object, the one that was used last at the end. */
  readonly #kept = new Map<string, Kept>()
  /** Layers below writable ones, by directory. */
  readonly #lower = new Map<string, TreeRead>()

  constructor(parts: FileTreesParts) {
    this.#parts = parts
  }

  /** Reads a place, or follows the reading of it, or what was read. `again`: reads it anew. Throws `not-found`. */
  open(of: FilesOf, again: boolean, signal: AbortSignal | undefined): AsyncGenerator<FilesState, void> {
    const key = keyOf(of)
    if (!this.#kept.has(key)) placeOf(this.#parts.inventory(), of)
    return this.#follow(of, again, signal)
  }

  list({ of, path, ...listing }: In<FilesListing, 'directory'>): FilesPage {
    const { files, orders } = this.#demand(of)
    return listFiles(files, orders, { ...listing, directory: find(files, of, path) })
  }

  discover({ of, path, ...discovery }: In<FilesDiscovery, 'directory'>): FilesPage {
    const { files, orders } = this.#demand(of)
    return discoverFiles(files, orders, { ...discovery, directory: find(files, of, path) })
  }

  map({ of, path, ...mapping }: In<FilesMapping, 'entry'>): FilesTile {
    const { files } = this.#demand(of)
    return mapFiles(files, { ...mapping, entry: find(files, of, path) })
  }

  /** Compares a changed file with the lower one that it hides. Throws as `compareFile` does. */
  compare(
    { of, path }: { readonly of: FilesOf; readonly path: string },
    signal?: AbortSignal,
  ): AsyncGenerator<FileComparing, void> {
    const { files, place, direct } = this.#demand(of)
    const entry = find(files, of, path)
    const change = files.changes?.changeOf(entry) ?? null
    const inventory = this.#parts.inventory()
    return compareFile({ inventory, of, place, path, change, direct, signal })
  }

  /** Which directories of layers are opaque, by the same means as files are read. */
  async opaque(question: OpaqueQuestion): Promise<ReadonlySet<number> | OpaqueBecause> {
    return (await this.#parts.reader()?.opaque?.(question)) ?? 'not-allowed'
  }

  /** Reads a layer, or finds it among those that are kept. */
  async layer(place: FilePlace, signal: AbortSignal): Promise<FilesRead> {
    const read = await this.#readLower(place, signal)
    this.#trim()
    return read
  }

  /** Forgets everything, because something else is shown now. Who follows is told that it is over. */
  clear(): void {
    for (const kept of this.#kept.values()) {
      kept.reading?.abort()
      kept.over.abort()
    }
    this.#kept.clear()
    this.#lower.clear()
  }

  async *#follow(of: FilesOf, again: boolean, signal: AbortSignal | undefined): AsyncGenerator<FilesState, void> {
    const kept = this.#keep(of)
    kept.followers += 1
    try {
      if (kept.reading === null && (again || kept.read === null)) this.#start(kept, (mine) => this.#read(kept, mine))
      else if (kept.reading === null && kept.read?.compared === false)
        this.#start(kept, (mine) => this.#compare(kept, mine))
      const signals = signal === undefined ? [kept.over.signal] : [signal, kept.over.signal]
      yield* kept.states.follow(AbortSignal.any(signals))
    } finally {
      kept.followers -= 1
      if (kept.followers === 0) this.#leave(kept)
    }
  }

  /** Nobody waits for it any more. */
  #leave(kept: Kept): void {
    kept.reading?.abort()
    kept.reading = null
    // What could not be read is tried again by the next one who asks.
    if (kept.read === null && this.#kept.get(kept.key) === kept) this.#kept.delete(kept.key)
    this.#trim()
  }

  #keep(of: FilesOf): Kept {
    const key = keyOf(of)
    const kept = this.#kept.get(key) ?? {
      key,
      of,
      states: createLatest<FilesState>(STARTING),
      read: null,
      reading: null,
      followers: 0,
      over: new AbortController(),
    }
    this.#touch(kept)
    return kept
  }

  #touch(kept: Kept): void {
    this.#kept.delete(kept.key)
    this.#kept.set(kept.key, kept)
  }

  #start(kept: Kept, work: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController()
    kept.reading = controller
    void work(controller.signal)
      .catch((error: unknown) => {
        // What nobody waits for has nothing to say.
        if (!controller.signal.aborted) kept.states.set(failed(error))
      })
      .finally(() => {
        if (kept.reading === controller) kept.reading = null
        this.#trim()
      })
  }

  async #read(kept: Kept, signal: AbortSignal): Promise<void> {
    kept.states.set(STARTING)
    const { place, read } = await this.#readOrList(kept, signal)
    if (signal.aborted) return
    if (read.kind === 'unread' || place === null) {
      kept.read = null
      if (read.kind === 'unread') kept.states.set({ stage: 'unavailable', because: read.because, detail: read.detail })
      return
    }
    const files = { tree: read.tree, changes: null }
    const readAt = this.#parts.clock().toISOString()
    const compared = kept.of.kind !== 'container' || this.#parts.readChanges === null
    kept.read = {
      place,
      source: read.source,
      direct: read.direct,
      readAt,
      files,
      orders: createFileOrders(),
      compared,
    }
    await this.#compare(kept, signal)
  }

  /** A layer whose directory cannot be read may still be listed; what then is said of it is why it was not read. */
  async #readOrList(kept: Kept, signal: AbortSignal): Promise<PlaceRead> {
    const { of } = kept
    const read = await this.#readPlace(kept, of, signal)
    if (of.kind !== 'layer' || read.read.kind === 'tree' || read.read.because === 'too-large') return read
    const listed = await this.#readPlace(kept, { ...of, kind: 'layer-archive' }, signal)
    return listed.read.kind === 'tree' ? listed : read
  }

  async #readPlace(kept: Kept, of: FilesOf, signal: AbortSignal): Promise<PlaceRead> {
    const found = placeOf(this.#parts.inventory(), of)
    if (found.kind === 'unread') return { place: null, read: found }
    return { place: found.place, read: await this.#ask(found.place, signal, kept) }
  }

  async #ask(place: FilePlace, signal: AbortSignal, kept: Kept | null): Promise<FilesRead> {
    const reader = this.#parts.reader()
    if (reader === null) return { kind: 'unread', because: 'no-data-root', detail: '' }
    return reader.read({
      place,
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) kept?.states.set({ stage: 'reading', ...progress })
      },
    })
  }

  /** Shows what was read, and then what it did to the layers below it. */
  async #compare(kept: Kept, signal: AbortSignal): Promise<void> {
    const { readChanges } = this.#parts
    const { read } = kept
    if (read === null) return
    kept.states.set(ready(read))
    if (read.compared || readChanges === null) return
    const inventory = this.#parts.inventory()
    const container = inventory.containers.find(({ id }) => id === kept.of.id)
    const { place, files, direct } = read
    const lower = (at: FilePlace): Promise<FilesRead> => this.#readLower(at, signal)
    const changes =
      container === undefined
        ? null
        : await readChanges({
            inventory,
            container,
            place,
            direct,
            tree: files.tree,
            read: lower,
            opaque: (question) => this.opaque(question),
            signal,
          }).catch(notCompared)
    if (signal.aborted) return
    kept.read = { ...read, files: { ...files, changes }, orders: createFileOrders(), compared: true }
    kept.states.set(ready(kept.read))
  }

  async #readLower(place: FilePlace, signal: AbortSignal): Promise<FilesRead> {
    const { directory } = place
    const shown = [...this.#kept.values()].find(({ read }) => read?.place.directory === directory && isWhole(read))
    const known = this.#lower.get(directory) ?? treeOf(shown?.read ?? null)
    if (known !== null) return known
    const read = await this.#ask(place, signal, null)
    if (read.kind === 'tree') this.#lower.set(directory, read)
    return read
  }

  #demand(of: FilesOf): KeptRead {
    const kept = this.#kept.get(keyOf(of))
    if (kept?.read == null) throw notOpen(of)
    this.#touch(kept)
    return kept.read
  }

  /** Drops what was used longest ago, until the rest is few enough. */
  #trim(): void {
    const most = this.#parts.most ?? MOST_ENTRIES
    const lengths = [...this.#kept.values()].map(({ read }) => read?.files.tree.count ?? 0)
    let count = [...lengths, ...[...this.#lower.values()].map(({ tree }) => tree.count)].reduce((sum, n) => sum + n, 0)
    for (const [directory, { tree }] of this.#lower) {
      if (count <= most) return
      this.#lower.delete(directory)
      count -= tree.count
    }
    for (const [key, { read, followers }] of this.#kept) {
      if (count <= most) return
      if (followers > 0) continue
      this.#kept.delete(key)
      count -= read?.files.tree.count ?? 0
    }
  }
}

/** A place that somebody looks at, or looked at. */
interface Kept {
  readonly key: string
  readonly of: FilesOf
  readonly states: Latest<FilesState>
  /** What was read last; stays while it is read again. */
  read: KeptRead | null
  reading: AbortController | null
  followers: number
  /** Fires when the place is forgotten. */
  readonly over: AbortController
}

interface PlaceRead {
  /** Null: nobody knows where it is. */
  readonly place: FilePlace | null
  readonly read: FilesRead
}

interface KeptRead {
  readonly place: FilePlace
  readonly source: 'walk' | 'tar-split'
  /** See `FilesRead`. */
  readonly direct: boolean
  readonly readAt: string
  readonly files: ViewedFiles
  readonly orders: FileOrders
  /** Nothing more is to be said of the layers below it. */
  readonly compared: boolean
}

const STARTING: FilesState = { stage: 'reading', inodes: 0, allocated: 0 }

function ready({ place, source, readAt, files, compared }: KeptRead): FilesState {
  const summary = viewFilesSummary(files, { directory: place.directory, source, readAt, comparing: !compared })
  return { stage: 'ready', summary }
}

type TreeRead = Extract<FilesRead, { kind: 'tree' }>

function treeOf(read: KeptRead | null): TreeRead | null {
  return read && { kind: 'tree', tree: read.files.tree, source: read.source, direct: read.direct }
}

/** The files themselves have been read, whatever became of the layers below. */
function notCompared(error: unknown): null {
  if (isAppError(error) && error.code !== 'cancelled') return null
  throw error
}

function isWhole({ place, source }: KeptRead): boolean {
  return place.only === null && source === 'walk'
}

/** Our own fault too is told where it happened, and to nobody else. */
function failed(error: unknown): FilesState {
  const because = isAppError(error, 'permission-denied') ? 'permission-denied' : 'read-error'
  return { stage: 'unavailable', because, detail: error instanceof Error ? error.message : String(error) }
}

function find({ tree }: ViewedFiles, of: FilesOf, path: string): number {
  const entry = tree.find(path)
  if (entry !== null) return entry
  throw new AppError('not-found', `There is no ${path} in it.`, { context: { kind: of.kind, id: of.id, path } })
}

function keyOf({ kind, id }: FilesOf): string {
  return `${kind} ${id}`
}

function notOpen({ kind, id }: FilesOf): AppError {
  return new AppError('not-found', `The files of the ${kind} ${id} are not open.`, { context: { kind, id } })
}
