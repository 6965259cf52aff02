import type { WhatIfView } from '../../../src-main/views/what-if.ts'
import type { Figure } from '../../../src-main/model/figure.ts'
import { BOUND_SIGN, bytesOfFigure } from '../../format/figures.ts'

/** What the sentences are made with. */
export interface WhatIfWords {
  readonly t: (key: string, named: Record<string, string>, count?: number) => string
  readonly locale: string
  /** Number and unit. */
  readonly text: (bytes: number) => string
  readonly whole: (count: number) => string
}

const KINDS = ['image', 'container', 'build-cache', 'volume'] as const
/** More names than these are counted. */
const NAMES = 3

/** "5 images, 2 containers and 1 build cache record". */
export function countsOf({ goes }: WhatIfView, words: WhatIfWords): string {
  return countsOfObjects(
    goes.filter(({ follows }) => !follows),
    words,
  )
}

export function countsOfObjects(
  objects: readonly { readonly kind: string }[],
  { t, locale, whole }: WhatIfWords,
): string {
  const parts = KINDS.flatMap((kind) => {
    const count = objects.filter((object) => object.kind === kind).length
    return count === 0 ? [] : [t(`images.count_${kind}`, { n: whole(count) }, count)]
  })
  return new Intl.ListFormat(locale).format(parts)
}

/** What it would take for a layer to go, and what that frees. */
export function layerSentence(view: WhatIfView, words: WhatIfWords): string {
  if (view.goes.length === 0) return words.t('images.layerStays', {})
  return sentence(view, words, 'layer')
}

/** What a chosen set frees. */
export function setSentence(view: WhatIfView, words: WhatIfWords): string {
  if (view.goes.length === 0) return words.t('images.nothingGoes', {})
  return sentence(view, words, 'set')
}

function sentence(view: WhatIfView, words: WhatIfWords, about: 'layer' | 'set'): string {
  const { t } = words
  const frees = figureText(view.frees, words)
  const [only, ...others] = view.goes.filter(({ follows }) => !follows)
  if (only !== undefined && others.length === 0) return t(`images.${about}One`, { name: only.name, frees })
  const named = { holders: countsOf(view, words), frees }
  // What they have nothing in common of is the same one by one.
  if (isSame(view.frees, view.oneByOne)) return t(`images.${about}Many`, named)
  return t(`images.${about}Together`, { ...named, apart: figureText(view.oneByOne, words) })
}

function isSame(a: Figure, b: Figure): boolean {
  return a.kind === b.kind && bytesOfFigure(a) === bytesOfFigure(b)
}

/** Who keeps what stays; empty when nothing does. */
export function staysSentence({ stays }: WhatIfView, words: WhatIfWords): string {
  if (stays.length === 0) return ''
  const names = [...new Set(stays.flatMap(({ heldBy }) => heldBy.map(({ name }) => name)))]
  const counted = stays.reduce((most, { holders }) => Math.max(most, holders), 0)
  return words.t(
    'images.staysHeld',
    { n: words.whole(stays.length), who: namesText(names, counted, words) },
    stays.length,
  )
}

/** Why some of the set cannot go; empty when all can. */
export function blockedSentences({ blocked }: WhatIfView, words: WhatIfWords): readonly string[] {
  return blocked.slice(0, NAMES).map(({ name, inUse, by }) => {
    if (inUse) return words.t('images.blockedInUse', { name })
    const who = namesText(
      by.map((holder) => holder.name),
      by.length,
      words,
    )
    return words.t('images.blockedBy', { name, who }, by.length)
  })
}

function namesText(names: readonly string[], all: number, { t, locale, whole }: WhatIfWords): string {
  const shown = names.slice(0, NAMES)
  const more = Math.max(names.length, all) - shown.length
  return new Intl.ListFormat(locale).format(more > 0 ? [...shown, t('images.more', { n: whole(more) }, more)] : shown)
}

export function figureText(figure: Figure, { t, text }: WhatIfWords): string {
  return figure.kind === 'unknown' ? t('quantity.unknown', {}) : (BOUND_SIGN[figure.kind] ?? '') + text(figure.bytes)
}
