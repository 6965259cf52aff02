import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Gap } from '../../../src-main/model/gap.ts'
import type { Purpose } from '../../../src-main/model/observations.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { surveyRoot, type SurveyedRoot, type SurveyRequest } from '../../../src-main/sources/survey-root.ts'

/** A data root on the real disk, as an engine with overlay2 would have left it. Removed after the test. */
export interface DataRoot {
  readonly path: string
  /** Writes a file below the root, with the directories above it. */
  readonly write: (path: string, content?: string | Uint8Array) => void
  readonly directory: (path: string) => void
  readonly addLayer: (name: string, parent?: AddedLayer) => AddedLayer
  readonly addContainer: (name: string, top?: AddedLayer, config?: object) => AddedContainer
  /** Registers an image of layers, lowest first; the layers need not be there. Returns its ID without `sha256:`. */
  readonly addImage: (name: string, layers: readonly AddedLayer[], config?: object) => string
}

export interface AddedLayer {
  readonly chainId: string
  readonly diffId: string
  readonly cacheId: string
  /** Its record, below the root. */
  readonly record: string
}

export interface AddedContainer {
  readonly id: string
  readonly mountId: string
  /** Its record in layerdb, below the root. */
  readonly record: string
}

/** 64 digits that are always the same for the same words. */
export function hex(words: string): string {
  return createHash('sha256').update(words).digest('hex')
}

export const LAYERDB = 'image/overlay2/layerdb'
export const IMAGEDB = 'image/overlay2/imagedb'

/** A filesystem in memory, where there is one: for what needs very many files and no certain blocks. */
export const IN_MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export function makeDataRoot(parent = tmpdir()): DataRoot {
  const path = realpathSync(mkdtempSync(`${parent}/plimsoll-root-`))
  onTestFinished(() => {
    // Not every user may remove what a test has locked.
    execFileSync('chmod', ['-R', 'u+rwX', path])
    rmSync(path, { recursive: true })
  })
  const directory = (name: string): void => {
    mkdirSync(`${path}/${name}`, { recursive: true })
  }
  const write = (name: string, content: string | Uint8Array = ''): void => {
    directory(dirname(name))
    writeFileSync(`${path}/${name}`, content)
  }
  for (const name of [
    'containers',
    'overlay2/l',
    `${LAYERDB}/sha256`,
    `${LAYERDB}/mounts`,
    `${LAYERDB}/tmp`,
    'volumes',
  ])
    directory(name)
  write('image/overlay2/repositories.json', '{"Repositories":{}}')
  return { path, directory, write, ...adders(write, directory) }
}

type Adders = Pick<DataRoot, 'addLayer' | 'addContainer' | 'addImage'>

function adders(write: DataRoot['write'], directory: DataRoot['directory']): Adders {
  return {
    addLayer(name, parent) {
      const diffId = `sha256:${hex(`diff ${name}`)}`
      const chainId = parent === undefined ? diffId : `sha256:${hex(`${parent.chainId} ${diffId}`)}`
      const cacheId = hex(`cache ${name}`)
      const record = `${LAYERDB}/sha256/${chainId.slice(7)}`
      write(`${record}/cache-id`, cacheId)
      write(`${record}/diff`, diffId)
      write(`${record}/size`, '5')
      if (parent !== undefined) write(`${record}/parent`, parent.chainId)
      write(`overlay2/${cacheId}/diff/hello`, 'hello')
      write(`overlay2/${cacheId}/link`, name)
      return { chainId, diffId, cacheId, record }
    },
    addContainer(name, top, config = {}) {
      const id = hex(`container ${name}`)
      const mountId = hex(`mount ${name}`)
      const record = `${LAYERDB}/mounts/${id}`
      write(`${record}/mount-id`, mountId)
      write(`${record}/init-id`, `${mountId}-init`)
      if (top !== undefined) write(`${record}/parent`, top.chainId)
      for (const directoryId of [mountId, `${mountId}-init`]) directory(`overlay2/${directoryId}/diff`)
      write(`containers/${id}/config.v2.json`, JSON.stringify({ ID: id, Name: `/${name}`, ...config }))
      return { id, mountId, record }
    },
    addImage(name, layers, config = {}) {
      const id = hex(`image ${name}`)
      const rootfs = { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) }
      write(`${IMAGEDB}/content/sha256/${id}`, JSON.stringify({ rootfs, ...config }))
      return id
    },
  }
}

/** When all that a test has made is old enough to be accused; milliseconds since 1970. */
export function afterwards(): number {
  return Date.now() + 6 * 60_000
}

/** What is asked of a data root when no engine answers. */
export function surveyOf(path: string, signal?: AbortSignal): SurveyRequest {
  return { path, role: 'data-root', current: null, signal }
}

/** Surveys when nothing in the root is fresh any more, or with another clock. */
export function survey(root: Pick<DataRoot, 'path'>, now = afterwards()): Promise<SurveyedRoot> {
  return surveyRoot({ ...createNodeDiskReader(), now: () => now }, surveyOf(root.path))
}

/** What a path is said to be for; undefined where no place is. */
export function purposeOf({ survey: { places } }: SurveyedRoot, path: string): Purpose | undefined {
  return places.find((place) => place.path === path)?.purpose
}

export function orphansOf(surveyed: SurveyedRoot): readonly (readonly [path: string, reason: string])[] {
  return surveyed.survey.places.flatMap((place) =>
    place.purpose.kind === 'orphan' ? [[place.path, place.purpose.reason] as const] : [],
  )
}

/** Gaps with their paths relative to the root. */
export function gapsOf(surveyed: { readonly gaps: readonly Gap[] }, root: Pick<DataRoot, 'path'>) {
  return surveyed.gaps.map((gap) => `${gap.reason} ${gap.path.slice(root.path.length + 1)}`).sort()
}

export const BEING_MADE: Purpose = { kind: 'area', area: 'being-made', category: 'layer-metadata' }
