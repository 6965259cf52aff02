import { h, type FunctionalComponent, type VNode } from 'vue'
import type { Figure } from '../../../src-main/model/figure.ts'
import { BOUND_SIGN } from '../../format/figures.ts'
import { isNothing, type QuantityLook } from './quantity-look.ts'

/** What a figure without a number is called. */
export interface QuantityTextWords {
  readonly unknown: string
  readonly nothing: string
  readonly waiting: string
}

export interface QuantityTextProps {
  readonly figure: Figure
  readonly look: QuantityLook
  readonly words: QuantityTextWords
  readonly differs: boolean
}

/** Number and unit of a figure, or the word that stands for them. */
export const QuantityText: FunctionalComponent<QuantityTextProps> = (props) => [...quantityText(props)]
QuantityText.props = ['figure', 'look', 'words', 'differs']

/** The same for who draws thousands of them and has no component to spare for each. */
export function quantityText({ figure, look, words, differs }: QuantityTextProps): readonly VNode[] {
  if (figure.kind === 'unknown' && figure.because === 'not-measured-yet') {
    return [h('span', { class: 'waiting', 'aria-hidden': 'true' }), unseen(words.waiting)]
  }
  if (look.number === null) return [h('span', { class: 'unknown' }, words.unknown)]
  if (isNothing(figure)) return [h('span', { 'aria-hidden': 'true' }, '–'), unseen(words.nothing)]
  const { text, unit } = look.number
  return [
    ...(differs ? [h('span', { class: 'mark', 'aria-hidden': 'true' }, '≠')] : []),
    h('span', { class: 'n' }, (BOUND_SIGN[figure.kind] ?? '') + text),
    h('span', { class: 'u' }, unit),
  ]
}

function unseen(text: string): VNode {
  return h('span', { class: 'sr-only' }, text)
}
