import type { ChangesSummary } from '../../../src-main/model/file-changes.ts'
import type { Because, Figure } from '../../../src-main/model/figure.ts'

/** A writable layer's parts, which make its allocated bytes, and what they hide below. */
export interface ChangeSums {
  /** New files, and what came in the place of something of another kind. */
  readonly created: Figure
  readonly createdFiles: number
  readonly copyUps: Figure
  /** Files of a full copy that are as they are below. */
  readonly inherited: number
  readonly other: number
  readonly total: number
  /** Allocated bytes of lower entries that are deleted or replaced, still on disk. */
  readonly hidden: Figure
  /** What deletes or replaces them. */
  readonly hiding: number
}

export function changeSums(changes: ChangesSummary): ChangeSums {
  const { created, copyUps, replaced, inherited, whiteouts, opaque, deleted, other, because } = changes
  const total = created.allocated + copyUps.allocated + replaced.allocated + inherited.allocated + other.allocated
  return {
    created: { kind: 'exact', bytes: created.allocated + replaced.allocated },
    createdFiles: created.files + replaced.entries,
    copyUps: { kind: 'exact', bytes: copyUps.allocated },
    inherited: inherited.allocated,
    other: other.allocated,
    total,
    hidden: sumOf([replaced.hidden, whiteouts.hidden, opaque?.hidden ?? 0, deleted?.allocated ?? 0], because),
    hiding: replaced.entries + whiteouts.entries + (opaque?.directories ?? 0) + (deleted?.entries ?? 0),
  }
}

/** Unknown when nothing of it is known; a lower bound when a part is not, or not all was compared. */
function sumOf(parts: readonly (number | null)[], because: Because | null): Figure {
  const known = parts.filter((part) => part !== null)
  const bytes = known.reduce((sum, part) => sum + part, 0)
  if (known.length === parts.length && because === null) return { kind: 'exact', bytes }
  const reason = because ?? 'read-error'
  return bytes === 0 ? { kind: 'unknown', because: reason } : { kind: 'at-least', bytes, because: reason }
}
