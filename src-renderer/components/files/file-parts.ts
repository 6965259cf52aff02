import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { FilesOf, FilesPage, FilesPreset, FilesSort } from '../../../src-main/views/files.ts'
import type { Answer, FilesMeasure, FileSource, Part } from '../../composables/file-source.ts'
import { fileLines, NOTHING_YET, type DirectoryPart, type FileLine } from './file-lines.ts'

export interface SortOrder {
  readonly by: FilesSort
  readonly descending: boolean
}

/** What the table shows of a place. */
export interface ListedPlace {
  readonly of: FilesOf
  /** Which tree; 0: none yet. */
  readonly tree: number
  /** The directory that is looked at. */
  readonly at: string
  readonly sort: SortOrder
  /** A list that cuts through the tree, instead of the tree. */
  readonly preset: FilesPreset | null
  readonly measure: FilesMeasure
}

export interface FileParts {
  readonly lines: ComputedRef<readonly FileLine[]>
  /** How many entries the list has as a whole; null until it is known. */
  readonly total: ComputedRef<number | null>
  readonly unfolded: ShallowRef<ReadonlySet<string>>
  readonly unfold: (path: string, unfolded: boolean) => void
  /** Asks for the next entries of a directory. */
  readonly more: (directory: string) => void
}

const FIRST = 200
const NEXT = 1000

/** Entries of directories, asked for a part at a time as they are looked at. */
export function useFileParts(source: Pick<FileSource, 'list' | 'discover'>, place: () => ListedPlace): FileParts {
  const parts = shallowRef<ReadonlyMap<string, DirectoryPart>>(new Map())
  const unfolded = shallowRef<ReadonlySet<string>>(new Set())
  /** An answer to what was asked before the list changed is about another list. */
  let list = 0

  function ask(directory: string, part: Part): Promise<Answer<FilesPage>> {
    const { of, sort, preset, measure } = place()
    const request = { of, path: directory, ...part }
    return preset === null
      ? source.list({ ...request, sort: sort.by, descending: sort.descending })
      : source.discover({ ...request, preset, measure })
  }

  async function more(directory: string): Promise<void> {
    const known = parts.value.get(directory)
    if (known?.loading === true || (known !== undefined && known.total === known.rows.length && known.failed === null))
      return
    const asked = list
    put(directory, { ...(known ?? NOTHING_YET), loading: true, failed: null })
    const offset = known?.rows.length ?? 0
    const answer = await ask(directory, { offset, limit: offset === 0 ? FIRST : NEXT })
    if (asked !== list) return
    const before = parts.value.get(directory) ?? NOTHING_YET
    if (answer.kind === 'failed') {
      put(directory, { ...before, loading: false, failed: { failure: answer.failure } })
    } else {
      const rows = [...before.rows, ...answer.value.rows]
      // An empty part ends the list, whatever its total says.
      const total = answer.value.rows.length === 0 ? rows.length : answer.value.total
      put(directory, { rows, total, loading: false, failed: null })
    }
  }

  function put(directory: string, part: DirectoryPart): void {
    parts.value = new Map(parts.value).set(directory, part)
  }

  function unfold(path: string, on: boolean): void {
    const next = new Set(unfolded.value)
    if (on) next.add(path)
    else next.delete(path)
    unfolded.value = next
    if (on && !parts.value.has(path)) void more(path)
  }

  function startAnew(): void {
    const { at, tree, preset } = place()
    list += 1
    parts.value = new Map()
    if (tree === 0) return
    void more(at)
    if (preset === null) for (const path of unfolded.value) void more(path)
  }

  watch(
    () => `${place().of.kind} ${place().of.id}`,
    () => {
      unfolded.value = new Set()
    },
  )
  watch(() => JSON.stringify(place()), startAnew, { immediate: true })
  return {
    lines: computed(() => {
      const { at, preset } = place()
      return fileLines({ at, parts: parts.value, unfolded: unfolded.value, flat: preset !== null })
    }),
    total: computed(() => parts.value.get(place().at)?.total ?? null),
    unfolded,
    unfold,
    more: (directory) => void more(directory),
  }
}
