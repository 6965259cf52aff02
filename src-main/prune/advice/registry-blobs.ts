import { repositoryOf } from '../../model/image-reference.ts'
import type { Container, Inventory } from '../../model/inventory.ts'
import type { Advice } from '../reclaim-view.ts'

const STORAGE = '/var/lib/registry'

/** Where the official image has its config: since 3 under the name of the project. */
const CONFIG = { before3: '/etc/docker/registry/config.yml', since3: '/etc/distribution/config.yml' }

const REGISTRIES: ReadonlySet<string> = new Set(['registry', 'library/registry', 'distribution/distribution'])

/**
 * Registries that run here: what was deleted or pushed over in one stays in its storage until its own collector runs. It
 * must not be written to meanwhile, so the command is for somebody who knows that.
 */
export function adviseOnRegistries({ containers, volumes }: Inventory): readonly Advice[] {
  return containers
    .filter(({ state, image }) => state === 'running' && isRegistry(image))
    .map((container) => {
      const { name, image, mounts, writable } = container
      const storage = mounts.find(({ destination }) => destination === STORAGE)
      const volume = volumes.find((each) => each.name === storage?.volume)
      return {
        about: 'registry-blobs',
        name,
        allocated: (volume?.usage ?? writable).allocated,
        place: 'sh',
        lines: `docker exec ${name} registry garbage-collect --delete-untagged ${configOf(image, container)}`,
      }
    })
}

function isRegistry(image: string): boolean {
  return REGISTRIES.has(repositoryOf(image).replace(/^[^/]*[.:][^/]*\//, ''))
}

/** Of a tag that is no number, the newest. */
function configOf(image: string, { mounts }: Container): string {
  const own = mounts.find(({ destination }) => Object.values(CONFIG).includes(destination))
  if (own !== undefined) return own.destination
  const major = /:v?(\d+)/.exec(image)?.[1]
  return major !== undefined && Number(major) < 3 ? CONFIG.before3 : CONFIG.since3
}
