import { eventIterator, oc, type } from '@orpc/contract'
// The small build of the same library: the page carries it, and the terminal starts with it.
import * as z from 'zod/mini'
import { APP_ERROR_CODES } from '../errors/app-error.ts'
import type { ContainerDetailView } from '../views/container-detail.ts'
import { CATEGORIES } from '../model/category.ts'
import type { BuildCacheView } from '../views/build-cache.ts'
import type { ContainersView } from '../views/containers.ts'
import { FILES_PRESETS, type FileComparing, type FilesPage, type FilesState, type FilesTile } from '../views/files.ts'
import type { ImageDetail } from '../views/image-detail.ts'
import type { ImageWasteState } from '../views/image-waste.ts'
import type { ImagesView } from '../views/images.ts'
import type { OverviewView } from '../views/overview.ts'
import type { Report } from '../views/report.ts'
import type { WhatIfView } from '../views/what-if.ts'
import type { LedgerRows } from '../views/ledger-rows.ts'
import type { LedgerView } from '../views/ledger.ts'
import type { LogsView } from '../views/logs.ts'
import type { OrphansView } from '../views/orphans.ts'
import type { SearchView } from '../views/search.ts'
import type { VolumesView } from '../views/volumes.ts'
import type { JournalRunView } from '../prune/journal-view.ts'
import type { PrunePlan } from '../prune/plan.ts'
import type { ReclaimSettings } from '../prune/reclaim-settings.ts'
import type { ReclaimPreview, ReclaimView } from '../prune/reclaim-view.ts'
import type { RunState } from '../prune/run-state.ts'
import type { AppState, EngineChoice } from './app-state.ts'
import { HOST_LOCALES, HOST_THEMES, type HostCommand } from './host-command.ts'
import { choiceFilter, chosen, reclaimSettings } from './reclaim-schema.ts'

const errorContext = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

/** Every expected failure, under its own code: `error.code` on the other side is the AppError's. */
type ErrorMap = Record<(typeof APP_ERROR_CODES)[number], { data: typeof errorContext }>
const errors: Partial<ErrorMap> = {}
for (const code of APP_ERROR_CODES) errors[code] = { data: errorContext }
const base = oc.errors(errors as ErrorMap)

/** A stream names itself, so that its reader can grant it credit (`ack`). */
const stream = z.object({ stream: z.uuid() })

const path = z.string().check(z.minLength(1), z.maxLength(4096))

const pagePath = z.string().check(z.regex(/^\/[a-z-]{0,40}$/))
/** See `FilesOf` in views/files. */
const filesOf = z.object({
  kind: z.enum(['container', 'layer', 'layer-archive', 'volume', 'container-logs', 'orphan', 'build-cache']),
  id: path,
})
/** Below the place, '' for the place itself. */
const inPlace = z.string().check(z.maxLength(4096))
const measure = z.enum(['allocated', 'apparent'])
const part = { offset: z.int().check(z.minimum(0)), limit: z.int().check(z.positive(), z.maximum(1000)) }

/** Of an object: an ID, a name, a reference. */
const name = z.string().check(z.minLength(1), z.maxLength(1024))
/** See `RowLine` in views/ledger-rows. */
const rowLine = z.enum([
  'images-shared',
  'images-unique',
  'writable-layers',
  'volumes',
  'build-cache',
  'logs',
  'metadata',
  'others',
  'orphans',
  'unattributed',
])

/** See `Subject` in app-state. */
const subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('default') }),
  z.object({ kind: z.literal('context'), name: z.string().check(z.minLength(1), z.maxLength(255)) }),
  z.object({ kind: z.literal('root'), dataRoot: path, containerdRoot: z.nullable(path) }),
  z.object({ kind: z.literal('sample') }),
])

/** See `PageIntroduction` in host-command. */
const introduction = z.object({
  locale: z.enum(HOST_LOCALES),
  theme: z.enum(HOST_THEMES),
  pages: z.array(z.object({ path: pagePath, title: z.string().check(z.maxLength(80)) })).check(z.maxLength(32)),
  dataRoot: z.nullable(path),
})

/**
 * What may be asked, with which arguments, and what comes back. The same over a MessagePort, a WebSocket and in
 * process. Everything is JSON-safe.
 */
export const contract = {
  /** Grants a stream of this connection more items. A stream starts with 32. */
  ack: base
    .input(z.object({ stream: z.uuid(), items: z.int().check(z.positive(), z.maximum(1024)) }))
    .output(type<undefined>()),
  app: {
    /** The current state at once, then each later one; a slow reader gets the latest only. */
    states: base.input(stream).output(eventIterator(type<AppState>())),
    /** Starts a measurement, or joins the running one. `everything`: walks remembered layers again too. */
    measure: base.input(z.object({ everything: z.boolean() })).output(type<undefined>()),
    /** Stops the running measurement; what was measured stays. */
    cancel: base.output(type<undefined>()),
    /** Looks for the engine again. */
    reconnect: base.output(type<undefined>()),
    /** Engines that can be shown: the contexts of the docker CLI. */
    engines: base.output(type<readonly EngineChoice[]>()),
    /** Shows something else from now on: another engine, or data roots alone. The figures shown now go. */
    open: base.input(subject).output(type<undefined>()),
    /**
     * How data roots that are closed to this user are read from now on, and measures. `remember`: next time too; a way
     * that needs a password asks for it itself.
     */
    scanWith: base
      .input(z.object({ how: z.enum(['container', 'sudo', 'pkexec', 'never']), remember: z.boolean() }))
      .output(type<undefined>()),
    /** Lets the user point at a directory in a dialog of the host; null when nothing was chosen. */
    chooseDirectory: base.output(type<string | null>()),
    /** What the host's menus ask of the page. Nothing ever comes where the host has none. */
    commands: base.input(stream).output(eventIterator(type<HostCommand>())),
    /** Tells the host what its menus have to show. */
    introduce: base.input(introduction).output(type<undefined>()),
  },
  /** Files of a place, read on demand. Trees are kept with the application as long as somebody follows them, and a while. */
  files: {
    /** Reads the place's tree if it is not at hand, and tells how far it is. Closing the stream stops the reading. */
    open: base.input(z.extend(stream, { of: filesOf, again: z.boolean() })).output(eventIterator(type<FilesState>())),
    /** Entries right below a directory, sorted. Throws `not-found` when the place is not open or has no such directory. */
    list: base
      .input(
        z.object({
          of: filesOf,
          path: inPlace,
          sort: z.enum(['allocated', 'apparent', 'name', 'modifiedAt', 'inodes']),
          descending: z.boolean(),
          ...part,
        }),
      )
      .output(type<FilesPage>()),
    /** The largest of what is below a directory, nested, at most `most` tiles; everything else is in tiles of kind `rest`. */
    map: base
      .input(z.object({ of: filesOf, path: inPlace, measure, most: z.int().check(z.positive(), z.maximum(1000)) }))
      .output(type<FilesTile>()),
    /** Files anywhere below a directory that a preset finds, in the preset's own order. */
    discover: base
      .input(
        z.object({
          of: filesOf,
          path: inPlace,
          preset: z.enum(FILES_PRESETS),
          measure,
          ...part,
        }),
      )
      .output(type<FilesPage>()),
    /** Compares a copy-up with the lower file, byte by byte, and tells how far it is. Closing the stream stops it. */
    compare: base.input(z.extend(stream, { of: filesOf, path: inPlace })).output(eventIterator(type<FileComparing>())),
  },
  /**
   * What an image's layers hold that no container of it can see: reads the layers that are not at hand, and tells how far
   * it is. Closing the stream stops it. Throws `not-found`.
   */
  imageWaste: base.input(z.extend(stream, { image: path })).output(eventIterator(type<ImageWasteState>())),
  overview: base.output(type<OverviewView>()),
  containers: base.output(type<ContainersView>()),
  /** A container's layers, mounts and what removing it frees, by ID. Throws `not-found`. */
  container: base.input(z.object({ id: path })).output(type<ContainerDetailView>()),
  images: base.output(type<ImagesView>()),
  /** One image, by reference, ID or the start of one. Throws `not-found`. */
  image: base.input(z.object({ id: name })).output(type<ImageDetail>()),
  /** What would go and what would stay if all of these were removed together. Unknown ones are left out. */
  whatIf: base
    .input(
      z.object({
        objects: z
          .array(z.object({ kind: z.enum(['image', 'container', 'layer', 'build-cache', 'volume']), id: name }))
          .check(z.maxLength(20_000)),
      }),
    )
    .output(type<WhatIfView>()),
  volumes: base.output(type<VolumesView>()),
  buildCache: base.output(type<BuildCacheView>()),
  logs: base.output(type<LogsView>()),
  orphans: base.output(type<OrphansView>()),
  /** Each root's ledger with the largest entries of its lines, and "Docker says, disk says, because". */
  ledger: base.output(type<LedgerView>()),
  /** A part of a root's ledger, in an order. */
  ledgerEntries: base
    .input(
      z.object({
        root: path,
        line: rowLine,
        category: z.nullable(z.enum(CATEGORIES)),
        sort: z.enum(['allocated', 'apparent', 'inodes', 'name']),
        ...part,
      }),
    )
    .output(type<LedgerRows>()),
  /** Objects by name, ID, reference, Dockerfile step or path on disk, best first. */
  search: base
    .input(z.object({ text: z.string().check(z.maxLength(4096)), limit: z.int().check(z.positive(), z.maximum(200)) }))
    .output(type<SearchView>()),
  /** Removing what is not needed: chosen, previewed, planned, confirmed, carried out, written down. */
  reclaim: {
    /** What could go, of the current inventory, without what the keep rules keep. Throws `bad-input` for no valid pattern. */
    view: base.input(z.object({ filter: choiceFilter, freeAtLeast: z.int() })).output(type<ReclaimView>()),
    /** What a choice would free, all of it together. Keys that are not offered any more are left out. */
    preview: base.input(z.object({ chosen })).output(type<ReclaimPreview>()),
    /** Measures, then makes a plan of what of the choice is still offered. Throws `plan-empty`, and what a measurement throws. */
    plan: base.input(z.object({ chosen })).output(type<PrunePlan>()),
    /** A plan that is at hand, as the text of a file. Throws `plan-stale` when it is not. */
    planFile: base.input(z.object({ plan: z.uuid() })).output(type<string>()),
    /**
     * Takes a plan from a file, as it is, and measures. Throws `plan-damaged`, `plan-edited`, `plan-stale` after a day or
     * when it was carried out already, `plan-of-another-engine`.
     */
    load: base.input(z.object({ content: z.string().check(z.maxLength(100_000_000)) })).output(type<PrunePlan>()),
    /**
     * Carries out a plan that `plan` made or `load` took, once. `confirmed`: how many data-risk objects it has. The run goes on when the
     * stream is closed. Throws `plan-not-confirmed`, `plan-stale`, `plan-of-another-engine`, `already-running`.
     */
    run: base
      .input(z.extend(stream, { plan: z.uuid(), confirmed: z.int().check(z.nonnegative()) }))
      .output(eventIterator(type<RunState>())),
    /** The run that goes on, or the last one of this program; ends at once when there was none. */
    follow: base.input(stream).output(eventIterator(type<RunState>())),
    /** Ends the run after the object that it is at. */
    stop: base.output(type<undefined>()),
    /** The journal, newest first. */
    runs: base.output(type<readonly JournalRunView[]>()),
    /**
     * Undoes steps, until one cannot be undone: moves it back out of the quarantine, restores an archive, makes a container again.
     * Throws `plan-of-another-engine` when that would happen on another engine than the one it was taken from.
     */
    putBack: base
      .input(z.object({ run: z.uuid(), steps: z.array(z.int()).check(z.minLength(1), z.maxLength(50_000)) }))
      .output(type<undefined>()),
    /** Removes for good what steps of a run keep, archives too; when `steps` is null, all that they keep in quarantine. */
    purge: base
      .input(z.object({ run: z.uuid(), steps: z.nullable(z.array(z.int()).check(z.maxLength(50_000))) }))
      .output(type<undefined>()),
    settings: base.output(type<ReclaimSettings>()),
    /** Throws `bad-input` for a rule that is no valid pattern; then nothing is changed. */
    setSettings: base.input(reclaimSettings).output(type<undefined>()),
  },
  /** The whole as `report --json` prints it. */
  report: base.output(type<Report>()),
}

export type Contract = typeof contract
