import type { TemporaryFile } from '../../model/inventory.ts'
import type { Candidate } from '../candidate.ts'
import type { PruneKind } from '../prune-kind.ts'

/**
 * What lies in `tmp/` of a data root. Nobody says which of it a pull or a load still needs, and a layer that came early
 * waits unchanged for the others: so nothing is offered while anything there changed within the last hour.
 */
export const temporaryFiles: PruneKind = {
  id: 'temporary-files',
  risk: 'safe',
  optIn: false,
  candidates({ inventory: { takenAt, temporary } }) {
    const quiet = Date.parse(takenAt) - HOUR
    return temporary.filter(({ allChangedAt }) => isBefore(allChangedAt, quiet)).map(candidateOf)
  },
}

/** Milliseconds. */
const HOUR = 3_600_000

function isBefore(time: string | null, moment: number): boolean {
  return time !== null && Date.parse(time) < moment
}

function candidateOf({ path, root, usage, changedAt }: TemporaryFile): Candidate {
  return {
    kind: 'temporary-files',
    target: { type: 'path', path, root },
    name: path.slice(root.length + 1),
    why: { because: 'temporary', with: null },
    risk: 'safe',
    ways: ['quarantine', 'remove'],
    since: changedAt,
    lastUsedAt: changedAt,
    createdAt: null,
    labels: {},
    facts: [],
    alone: usage.allocated,
  }
}
