import type { Container, Inventory, LogFile } from '../../model/inventory.ts'
import type { Candidate } from '../candidate.ts'
import type { PruneKind } from '../prune-kind.ts'

/** Log files of containers, running or not: what was rotated, and what json-file writes to now, which can be cut. */
export const containerLogs: PruneKind = {
  id: 'container-logs',
  risk: 'data',
  optIn: false,
  candidates({ inventory }) {
    const rootOf = rootFinder(inventory)
    return inventory.containers.flatMap((container) =>
      container.logFiles
        .filter((file) => isOffered(file, container) && !isEmpty(file))
        .flatMap((file) => {
          const root = rootOf(file.path)
          return root === null ? [] : [candidateOf(container, file, root)]
        }),
    )
  },
}

/**
 * The file that `local` writes to is never cut: its records are framed, and what reads them fails in the middle of one.
 * A rotated file has a number; one without is being packed.
 */
function isOffered({ name, current }: LogFile, { state, logging }: Container): boolean {
  if (state === 'removing') return false
  return current ? logging?.driver === 'json-file' && name.endsWith('-json.log') : /\.\d+(?:\.gz)?$/.test(name)
}

function isEmpty({ usage }: LogFile): boolean {
  return usage.allocated.kind === 'exact' && usage.allocated.bytes === 0
}

function rootFinder({ roots }: Inventory): (path: string) => string | null {
  const longest = roots.map(({ path }) => path).sort((a, b) => b.length - a.length)
  return (path) => longest.find((root) => path.startsWith(`${root}/`)) ?? null
}

const SHORT_ID = 12

function candidateOf({ id, name, state, labels }: Container, file: LogFile, root: string): Candidate {
  const { path, current, bornAt, changedAt, usage } = file
  return {
    kind: 'container-logs',
    target: { type: 'log-file', containerId: id, path, root, current },
    // The full ID in the file's name would push out what tells one file from another.
    name: `${name}/${file.name.replace(id, id.slice(0, SHORT_ID))}`,
    why: { because: current ? 'log-current' : 'log-rotated', with: name },
    risk: 'data',
    ways: current ? ['truncate', 'compress'] : ['remove', 'compress'],
    since: current ? bornAt : changedAt,
    lastUsedAt: changedAt,
    createdAt: bornAt,
    labels,
    facts: [state, name],
    alone: usage.allocated,
  }
}
