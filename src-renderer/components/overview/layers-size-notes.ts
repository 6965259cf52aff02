import type { LayersSizePart, LayersSizeView } from '../../../src-main/views/layers-size.ts'
import type { OverviewView } from '../../../src-main/views/overview.ts'
import { bytesOfFigure } from '../../format/figures.ts'

/** The two functions that the notes' words need. */
interface NoteWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly text: (bytes: number) => string
}

/** Parts that `docker system df` lists a second time under their own names. */
const LISTED_AGAIN: ReadonlySet<LayersSizePart> = new Set(['build-cache', 'writable-layers'])

/** What Docker's size of images is made of, one line a part; nothing where it is the images alone. */
export function layersSizeNotes(view: LayersSizeView | null, { t, text }: NoteWords): readonly string[] {
  if (view === null || view.parts.length < 2) return []
  const rest = bytesOfFigure(view.unexplained) ?? 0
  return [
    t('overview.sizeOfImages'),
    ...view.parts.flatMap(({ what, bytes }) => {
      const counted = bytesOfFigure(bytes)
      if (counted === 0) return []
      const named = { what: t(`part.${what}`), bytes: counted === null ? t('quantity.unknown') : text(counted) }
      return [t(LISTED_AGAIN.has(what) ? 'overview.partAgain' : 'overview.part', named)]
    }),
    ...(rest === 0 ? [] : [t('overview.part', { what: t('part.unexplained'), bytes: text(rest) })]),
  ]
}

/** Docker's size of images counts init layers too. */
export function countsInit({ layersSize }: OverviewView): boolean {
  return layersSize?.parts.some(({ what }) => what === 'init-layers') ?? false
}

/** Allocated bytes of what is in no figure of Docker's: logs, book-keeping, orphans. Null until all of it is exact. */
export function notCountedBytes(view: OverviewView): number | null {
  let sum = 0
  for (const { line, allocated, parts } of view.lines) {
    if (line !== 'logs' && line !== 'metadata' && line !== 'orphans') continue
    if (allocated.kind !== 'exact') return null
    const init = countsInit(view) ? parts.find(({ category }) => category === 'init-layer')?.allocated : undefined
    sum += allocated.bytes - (init === undefined ? 0 : (bytesOfFigure(init) ?? 0))
  }
  return sum
}
