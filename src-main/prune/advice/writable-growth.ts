import type { Container, Inventory } from '../../model/inventory.ts'
import type { Advice } from '../reclaim-view.ts'
import { composeLines, serviceOf } from './compose-lines.ts'
import { isLarge, largestFirst } from './is-large.ts'

/** Bytes from which a container writes more into itself than a program should. */
const LARGE_WRITABLE = 1_000_000_000

/** Which directory it is has to be looked up: the inventory has no files. */
const PATH = '/PATH-THAT-GROWS'

/** Containers that keep much in their writable layer, which goes with them: a volume outlives them. */
export function adviseOnWritable({ containers }: Inventory): readonly Advice[] {
  return containers
    .filter(({ writable }) => isLarge(writable.allocated, LARGE_WRITABLE))
    .map(ofContainer)
    .sort(largestFirst)
}

function ofContainer(container: Container): Advice {
  const { name, writable } = container
  const service = serviceOf(container)
  const own = { about: 'writable-growth', name, allocated: writable.allocated } as const
  const volume = `${service ?? name}-data`
  if (service === null) return { ...own, place: 'docker run', lines: `-v ${volume}:${PATH}` }
  const below = ['volumes:', `  - ${volume}:${PATH}`]
  return { ...own, place: 'compose.yaml', lines: composeLines(service, below, ['volumes:', `  ${volume}:`]) }
}
