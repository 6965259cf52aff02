import type { Container } from '../../model/inventory.ts'
import type { ContainerState } from '../../model/observations.ts'
import { aloneOf } from '../alone-of.ts'
import type { Candidate, Why } from '../candidate.ts'
import type { PruneGrounds, PruneKind } from '../prune-kind.ts'

/** Containers that do not run and are not on their way, with their logs and config. */
export const stoppedContainers: PruneKind = {
  id: 'stopped-containers',
  risk: 'data',
  optIn: false,
  candidates: (grounds) =>
    grounds.inventory.containers.flatMap((container) => {
      const because = BECAUSE[container.state]
      return because === undefined ? [] : [candidateOf(grounds, container, because)]
    }),
}

const BECAUSE: Readonly<Partial<Record<ContainerState, Why['because']>>> = {
  exited: 'exited',
  created: 'never-started',
  dead: 'dead',
}

export function isStopped({ state }: Container): boolean {
  return BECAUSE[state] !== undefined
}

/** Nothing is written down of when it ended; what was written last in it is the nearest. */
function candidateOf(grounds: PruneGrounds, container: Container, because: Why['because']): Candidate {
  const { id, name, image, state, createdAt, changedAt, labels } = container
  const never = state === 'created'
  return {
    kind: 'stopped-containers',
    target: { type: 'container', id },
    name,
    why: { because, with: null },
    risk: 'data',
    ways: ['remove'],
    since: never ? createdAt : null,
    lastUsedAt: changedAt,
    createdAt,
    labels,
    facts: [state, image],
    alone: aloneOf(grounds, { kind: 'container', id }),
  }
}
