import { computed, type ComputedRef } from 'vue'
import {
  formatObject,
  formatSum,
  formatSums,
  formatWhole,
  sumScale,
  type ShownBytes,
  type SumScale,
} from '../format/bytes.ts'
import { useSettings } from './settings.ts'

/** Formatting of bytes in the units that the reader chose. */
export interface Amounts {
  readonly object: (bytes: number) => ShownBytes
  readonly scale: (total: number) => SumScale
  /** Parts of a total, rounded to make it; in the total's own unit unless another is given. */
  readonly sums: (parts: readonly number[], total: number, scale?: SumScale) => readonly ShownBytes[]
  readonly sum: (bytes: number) => ShownBytes
  /** Number and unit as one text, for sentences and labels. */
  readonly text: (bytes: number) => string
  /** The same in one unit with one decimal, as sums are shown. */
  readonly sumText: (bytes: number) => string
  readonly whole: (count: number) => string
}

export function useAmounts(): ComputedRef<Amounts> {
  const { units } = useSettings()
  return computed(() => {
    const system = units.value
    const sum = (bytes: number): ShownBytes => formatSum(bytes, sumScale(bytes, system))
    return {
      object: (bytes) => formatObject(bytes, system),
      scale: (total) => sumScale(total, system),
      sums: (parts, total, scale = sumScale(total, system)) => formatSums(parts, total, scale),
      sum,
      text: (bytes) => joined(formatObject(bytes, system)),
      sumText: (bytes) => joined(sum(bytes)),
      whole: formatWhole,
    }
  })
}

/** A no-break space keeps number and unit on one line. */
function joined(shown: ShownBytes): string {
  return `${shown.text}\u00A0${shown.unit}`
}
