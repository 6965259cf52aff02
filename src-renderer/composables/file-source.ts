import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { Failure } from '../../src-main/contract/app-state.ts'
import type {
  FileComparing,
  FilesOf,
  FilesPage,
  FilesPreset,
  FilesSort,
  FilesState,
  FilesTile,
} from '../../src-main/views/files.ts'

/** What was asked for, or why it is not there; no failure: the connection is away. */
export type Answer<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'failed'; readonly failure: Failure | null }

export type FilesMeasure = 'allocated' | 'apparent'

/** A directory of a place, '' for the place itself. */
export interface InPlace {
  readonly of: FilesOf
  readonly path: string
}

export interface Part {
  readonly offset: number
  readonly limit: number
}

export type ListRequest = InPlace & Part & { readonly sort: FilesSort; readonly descending: boolean }
export type DiscoverRequest = InPlace & Part & { readonly preset: FilesPreset; readonly measure: FilesMeasure }

/** Files of a place: read by the application on demand, asked for in parts. */
export interface FileSource {
  /** False while the connection is away: trees that were followed have to be opened anew. */
  readonly connected: Readonly<Ref<boolean>>
  /**
   * Opens a place and tells how far it is until the signal aborts, which stops the reading. Answers why it ended by itself,
   * null when the connection went away. `again`: reads it anew.
   */
  readonly follow: (
    of: FilesOf,
    again: boolean,
    reader: { readonly signal: AbortSignal; readonly onState: (state: FilesState) => void },
  ) => Promise<Failure | null>
  readonly list: (request: ListRequest) => Promise<Answer<FilesPage>>
  readonly map: (request: InPlace & { measure: FilesMeasure; most: number }) => Promise<Answer<FilesTile>>
  readonly discover: (request: DiscoverRequest) => Promise<Answer<FilesPage>>
  /** Compares a copy-up with the lower file and tells how far it is until the signal aborts, which stops it. Answers as `follow`. */
  readonly compare: (
    request: InPlace,
    reader: { readonly signal: AbortSignal; readonly onState: (state: FileComparing) => void },
  ) => Promise<Failure | null>
}

const FILE_SOURCE: InjectionKey<FileSource> = Symbol('file source')

export function provideFileSource(source: FileSource): void {
  provide(FILE_SOURCE, source)
}

export function useFileSource(): FileSource {
  const source = inject(FILE_SOURCE)
  if (source === undefined) throw new Error('no file source was provided')
  return source
}
