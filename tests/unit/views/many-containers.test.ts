import { expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { exact } from '../../../src-main/model/figure.ts'
import { viewContainers } from '../../../src-main/views/containers.ts'
import { viewFrame } from '../../../src-main/views/frame.ts'
import { viewOverview } from '../../../src-main/views/overview.ts'
import { viewReport } from '../../../src-main/views/view-report.ts'
import { aContainer, aLayer, anImage, aVolume, aWritableLayer, mountOf } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer } from '../../helpers/builders/engine-says.ts'
import { aRoot, held, observed } from '../../helpers/builders/observed.ts'

const IMAGES = 500
const CONTAINERS = 10_000

/** Each image has twenty layers, ten of which all images share; every container has a log and a volume. */
function crowd() {
  const shared = Array.from({ length: 10 }, (_, i) => `base-${i}`)
  const layers = new Map<string, ReturnType<typeof aLayer>>()
  const images = Array.from({ length: IMAGES }, (_, n) => {
    const chain = [...shared, ...Array.from({ length: 10 }, (_, i) => `own-${n}-${i}`)]
    chain.forEach((id, i) => layers.set(id, aLayer(id, { parent: chain[i - 1] ?? null })))
    return anImage(`image-${n}`, chain)
  })
  const ids = Array.from({ length: CONTAINERS }, (_, i) => `container-${i}`)
  const imageOf = (i: number) => images[i % IMAGES]!
  const mounts = (id: string) => [mountOf(`volume-${id}`)]
  const says = {
    layers: [...layers.values()],
    images,
    containers: ids.map((id, i) => aContainer(id, { imageId: imageOf(i).id, mounts: mounts(id) })),
    writableLayers: ids.map((id, i) => aWritableLayer(id, { parent: imageOf(i).chainIds.at(-1)! })),
    volumes: ids.map((id) => aVolume(`volume-${id}`)),
  }
  const holds = [
    ...says.layers.flatMap(({ chainId }) => [
      held(`s-${chainId}`, { kind: 'layer-surroundings', chainId }, 1),
      held(chainId, { kind: 'layer', chainId }, 1),
    ]),
    ...ids.flatMap((containerId) => [
      held(containerId, { kind: 'writable-layer', containerId }, 1),
      held(`log-${containerId}`, { kind: 'container-log', containerId }, 1),
      held(`volume-${containerId}`, { kind: 'volume', name: `volume-${containerId}` }, 1),
    ]),
  ]
  const engine = anEngine({ containers: ids.map((id, i) => engineContainer(id, { imageId: imageOf(i).id })) })
  return observed({ engine, roots: [aRoot({ says, holds })] })
}

it('ten thousand containers of five hundred images are joined, summed and shown', () => {
  const inventory = buildInventory(crowd())
  const layers = 10 + IMAGES * 10
  expect(viewContainers(inventory).totals.own).toEqual(exact(2 * CONTAINERS))
  expect(viewFrame(inventory).totals.docker).toEqual(exact(2 * layers + 3 * CONTAINERS))
  expect(viewOverview(inventory).docker.inodes).toBe(2 * layers + 3 * CONTAINERS)
  expect(viewReport(inventory).containers).toHaveLength(CONTAINERS)
})
