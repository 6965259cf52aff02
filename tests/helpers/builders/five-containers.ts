import type { EngineContainer, Observations } from '../../../src-main/model/observations.ts'
import { aContainer, aLayer, anImage, aWritableLayer } from './disk-says.ts'
import { anEngine, engineContainer, engineImage } from './engine-says.ts'
import { aRoot, bytes, held, observed } from './observed.ts'

const NAMES = [1, 2, 3, 4, 5].map((n) => `my_container_${n}`)
const WROTE = new Set(['my_container_3', 'my_container_4', 'my_container_5'])

/** Bytes of the image in the example. */
export const IMAGE_BYTES = 7_750_000

/**
 * The example of Docker's own documentation (storage drivers, "Container size on disk"): five containers of one
 * image, three of which wrote a file of five bytes.
 */
export function fiveContainers(): Observations {
  const written = (name: string) => (WROTE.has(name) ? 5 : 0)
  const said = NAMES.map((name): EngineContainer => {
    const sizeRw = written(name)
    return engineContainer(name, { imageId: 'my-final-image', sizeRw, sizeRootFs: IMAGE_BYTES + sizeRw })
  })
  const image = { size: IMAGE_BYTES, sharedSize: 0 }
  const engine = anEngine({
    containers: said,
    images: [engineImage('my-final-image', image)],
    layersSize: IMAGE_BYTES,
  })
  const layers = [
    aLayer('base', { engineSize: IMAGE_BYTES - 150 }),
    aLayer('final', { parent: 'base', engineSize: 150 }),
  ]
  const root = aRoot({
    says: {
      layers,
      images: [anImage('my-final-image', ['base', 'final'])],
      containers: NAMES.map((name) => aContainer(name, { imageId: 'my-final-image' })),
      writableLayers: NAMES.map((name) => aWritableLayer(name, { parent: 'final' })),
    },
    holds: [
      held('overlay2/base/diff', { kind: 'layer', chainId: 'base' }, { own: bytes(8_003_584, IMAGE_BYTES - 150, 90) }),
      held('overlay2/final/diff', { kind: 'layer', chainId: 'final' }, { own: bytes(8192, 150, 3) }),
      ...NAMES.map((name) => {
        const own = WROTE.has(name) ? bytes(8192, 5, 2) : bytes(4096, 0, 1)
        return held(`overlay2/${name}/diff`, { kind: 'writable-layer', containerId: name }, { own })
      }),
    ],
  })
  return observed({ engine, roots: [root] })
}
