import type { Because, Figure } from '../../../src-main/model/figure.ts'
import type { TipContent } from '../../composables/tip.ts'

/** What a figure counts. */
export type QuantityKind = 'allocated' | 'apparent' | 'engine' | 'attached' | 'difference' | 'pace'

/** What is known of a quantity besides its figure. */
export interface QuantityFacts {
  readonly figure: Figure
  readonly kind: QuantityKind
  /** What the figure is of. */
  readonly title: string
  /** Further sentences: how it compares, what it is made of. */
  readonly notes: readonly string[]
}

/** The two functions that a tooltip's words need. */
export interface QuantityWords {
  readonly t: (key: string, named?: Record<string, string>) => string
  readonly whole: (count: number) => string
}

/** The tooltip of a figure: what it is of, to the byte, what it counts, and why it is not exact. */
export function quantityTip(facts: QuantityFacts, words: QuantityWords): TipContent {
  return {
    title: facts.title,
    exact: exactText(facts.figure, words),
    lines: [words.t(`quantity.kind_${facts.kind}`), ...doubt(facts.figure, words), ...facts.notes],
  }
}

function exactText(figure: Figure, { t, whole }: QuantityWords): string | null {
  switch (figure.kind) {
    case 'exact':
      return t('quantity.bytes', { n: whole(figure.bytes) })
    case 'at-least':
      return t('quantity.atLeastBytes', { n: whole(figure.bytes) })
    case 'at-most':
      return t('quantity.atMostBytes', { n: whole(figure.bytes) })
    case 'unknown':
      return null
  }
}

const DOUBT = { 'at-least': 'quantity.lowerBound', 'at-most': 'quantity.upperBound', unknown: 'quantity.why' } as const

function doubt(figure: Figure, { t }: QuantityWords): readonly string[] {
  if (figure.kind === 'exact') return []
  const reason = becauseText(figure.because, t)
  return [t(DOUBT[figure.kind], { reason })]
}

function becauseText(because: Because, t: QuantityWords['t']): string {
  return t(`because.${because}`)
}
