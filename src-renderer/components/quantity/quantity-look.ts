import type { Figure } from '../../../src-main/model/figure.ts'
import type { Amounts } from '../../composables/amounts.ts'
import type { ShownBytes } from '../../format/bytes.ts'

/** How a figure stands on the screen. */
export interface QuantityLook {
  /** Null: there is none to show. */
  readonly number: ShownBytes | null
  /** Ink by magnitude: the eye finds the big ones without a bar. */
  readonly weight: 'none' | 'faint' | 'plain' | 'heavy'
}

/** @param shown How the number stands in a table of sums; its own three digits otherwise. */
export function quantityLook(figure: Figure, amounts: Amounts, shown: ShownBytes | null = null): QuantityLook {
  if (figure.kind === 'unknown') return { number: null, weight: 'none' }
  const number = shown ?? amounts.object(figure.bytes)
  return { number, weight: isNothing(figure) ? 'none' : weightOf(number, amounts.object(figure.bytes).unit) }
}

/** Measured, and there is nothing. */
export function isNothing(figure: Figure): boolean {
  return figure.kind === 'exact' && figure.bytes === 0
}

/** Whole bytes are shown without a unit; their ink is that of their magnitude. */
function weightOf({ text, unit: shown }: ShownBytes, own: string): QuantityLook['weight'] {
  const unit = shown || own
  if (/^[\u22120.]*$/.test(text)) return 'faint'
  if ('GTP'.includes(unit.charAt(0))) return 'heavy'
  return unit.startsWith('M') ? 'plain' : 'faint'
}
