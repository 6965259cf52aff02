import { describe, expect, it } from 'vitest'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { chainOfLayer, lowersOfContainer } from '../../../src-main/model/lower-chain.ts'
import { fiveContainers } from '../../helpers/builders/five-containers.ts'
import { plainStore } from '../../helpers/builders/plain-store.ts'

describe('the layers below a container', () => {
  it('are its init layer and those of its image, topmost first', () => {
    const inventory = buildInventory(fiveContainers())
    const lowers = lowersOfContainer(inventory.containers[0]!, inventory)
    expect(lowers?.map(({ chainId, directory }) => [chainId, directory])).toEqual([
      [null, '/var/lib/docker/overlay2/mount-my_container_1-init/diff'],
      ['final', '/var/lib/docker/overlay2/cache-final/diff'],
      ['base', '/var/lib/docker/overlay2/cache-base/diff'],
    ])
    expect(lowers?.[1]?.createdBy).toBe(inventory.layers.find(({ chainId }) => chainId === 'final')?.createdBy)
  })

  it('are not known when one of them is not', () => {
    const inventory = buildInventory(fiveContainers())
    const layers = inventory.layers.filter(({ chainId }) => chainId !== 'base')
    expect(lowersOfContainer(inventory.containers[0]!, { ...inventory, layers })).toBeNull()
    expect(chainOfLayer('final', { ...inventory, layers })).toBeNull()
    expect(chainOfLayer('none', inventory)).toBeNull()
  })

  it('are its snapshots in the containerd store, with the init snapshots that lie between layers', () => {
    const store = buildInventory(plainStore())
    const parents: Readonly<Record<string, string>> = {
      web: 'web-init',
      'web-init': 'top',
      top: 'gone-init',
      'gone-init': 'base',
    }
    const snapshots = store.snapshots.map((each) => ({ ...each, parent: parents[each.name] ?? null }))
    const web = { ...store.containers.find(({ id }) => id === 'web')!, layers: ['base', 'top'] }
    const lowers = lowersOfContainer(web, { ...store, snapshots })
    expect(lowers?.map(({ chainId, directory }) => [chainId, directory.split('/').at(-2)])).toEqual([
      [null, 'web-init'],
      ['top', 'top'],
      [null, 'gone-init'],
      ['base', 'base'],
    ])
    // As recorded here, nothing is below it.
    expect(lowersOfContainer(web, store)).toBeNull()
  })
})
