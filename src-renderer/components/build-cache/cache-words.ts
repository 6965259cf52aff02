import type { BuildCacheRow } from '../../../src-main/views/build-cache.ts'
import { formatBuildStep } from '../../format/build-step.ts'

/** What texts about records are made with. */
export interface CacheWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly store: 'classic' | 'containerd'
}

/** `layer`: it is an image's layer. `copy`: an image's layer is another copy of it. `private`: the cache's alone. */
export function shareOf({ layerOf, copyOf }: BuildCacheRow): 'layer' | 'copy' | 'private' {
  if (layerOf.length > 0) return 'layer'
  return copyOf === null ? 'private' : 'copy'
}

/** What BuildKit puts before a step that runs something, and before the cache that it mounts. */
const RUN = /^mount \/ from exec (?:\/bin\/sh -c )?/
const MOUNT = /^cached mount (\S+) from exec (?:\/bin\/sh -c )?/

/** The step that made it, as its Dockerfile has it; else its ID. */
export function cacheTitle({ description, id }: BuildCacheRow): string {
  const plain = description
    .replace(/^\[[^\]]*\]\s+/, '')
    .replace(MOUNT, '$1: RUN ')
    .replace(RUN, 'RUN ')
  const step = formatBuildStep(plain)
  return step === '' ? id : step
}

/** What it costs, and what removing it would not free. */
export function cacheNotes(row: BuildCacheRow, { t }: CacheWords): readonly string[] {
  const share = shareOf(row)
  if (share === 'layer') return [t('cache.layerNote', { images: row.layerOf.join(', ') })]
  return share === 'copy' ? [t('cache.copyNote')] : []
}
