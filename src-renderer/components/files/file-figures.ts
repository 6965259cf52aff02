import type { Figure } from '../../../src-main/model/figure.ts'
import type { FilesUsage } from '../../../src-main/views/files.ts'

/** Allocated bytes of an entry. The engine's list of a layer says lengths only. */
export function allocatedOf({ allocated, incomplete }: FilesUsage): Figure {
  return allocated === null ? { kind: 'unknown', because: 'engine-did-not-say' } : figureOf(allocated, incomplete)
}

export function apparentOf({ apparent, incomplete }: FilesUsage): Figure {
  return figureOf(apparent, incomplete)
}

function figureOf(bytes: number, incomplete: boolean): Figure {
  return incomplete ? { kind: 'at-least', bytes, because: 'read-error' } : { kind: 'exact', bytes }
}
