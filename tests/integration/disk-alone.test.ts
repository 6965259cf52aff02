import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report, ReportImage } from '../../src-main/contract/report.ts'
import { du } from '../helpers/du.ts'
import { ENGINE_VERSIONS, startEngine } from '../helpers/engines/engine.ts'
import type { OwnedEngine } from '../helpers/engines/engine.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { takeReport } from '../helpers/plimsoll.ts'

describe.each(ENGINE_VERSIONS)('the data root of engine %s, with the engine gone', (version) => {
  let engine: OwnedEngine
  let alive: Report
  let dead: Report

  beforeAll(async () => {
    engine = await startEngine(version)
    await fillWorld(engine)
    alive = await takeReport('--docker-host', engine.endpoint)
    await engine.kill()
    dead = await takeReport('--data-root', engine.dataRoot)
  })

  afterAll(async () => {
    await engine.down()
  })

  it('is accounted for to the byte from disk alone', async () => {
    const root = dead.roots[0]!
    const sum = root.entries.reduce((total, entry) => total + entry.allocated, 0)
    expect(sum).toBe((await du(engine.dataRoot)).allocated)
    expect(root.unattributed.allocated).toBe(0)
    expect(dead.orphans).toEqual([])
  })

  it('shows the same sizes of containers, images and layers as with the engine', () => {
    expect(sizesOf(dead)).toEqual(sizesOf(alive))
  })

  it('leaves what only the engine can say unknown, with the reason', () => {
    expect(dead.engine).toBeNull()
    expect(dead.because).toBeTruthy()
    const said = dead.containers.map((container) => [container.engineSizeRw, container.engineSizeRootFs])
    expect(said).toEqual(Array(19).fill([null, null]))
    expect(new Set(dead.containers.map((container) => container.engineBecause))).toEqual(new Set(['no-engine']))
  })
})

function sizesOf(report: Report) {
  const byName = (a: readonly unknown[], b: readonly unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1)
  return {
    containers: report.containers.map((c) => [c.id, c.name, c.image, c.writable, c.virtual, c.logs]).toSorted(byName),
    images: report.images.map((i) => [i.id, i.references.toSorted(), i.virtual, ...splitOf(i)]).toSorted(byName),
    layers: report.layers.map((layer) => [layer.chainId, layer.allocated, layer.apparent]).toSorted(byName),
    volumes: report.volumes.map((v) => [v.name, v.allocated, v.apparent, v.containers]).toSorted(byName),
  }
}

/** Engines differ in whether the hidden parents of a legacy build count as sharers; a disk does not say which it was. */
function splitOf({ references, intermediate, shared, unique }: ReportImage) {
  return intermediate || references.includes('acme/legacy:1') ? [] : [shared, unique]
}
