import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildInventory } from '../../src-main/model/build-inventory.ts'
import { bytesOf, exact, sumFigures } from '../../src-main/model/figure.ts'
import { entryFigure } from '../../src-main/model/entry-figure.ts'
import { buildReclaimGraph } from '../../src-main/model/reclaim-graph.ts'
import { targetKey, type Candidate } from '../../src-main/prune/candidate.ts'
import { choiceBytes } from '../../src-main/prune/choice-bytes.ts'
import { findCandidates } from '../../src-main/prune/find-candidates.ts'
import { PRUNE_KIND_FINDERS } from '../../src-main/prune/kinds/prune-kinds.ts'
import { previewChoice } from '../../src-main/prune/preview-choice.ts'
import type { PruneGrounds } from '../../src-main/prune/prune-kind.ts'
import { anEngine, engineVolume } from '../helpers/builders/engine-says.ts'
import { seeded } from '../helpers/builders/seeded.ts'
import { duAllocated } from '../helpers/du.ts'
import { makeOld } from '../helpers/make-old.ts'
import { observe } from '../helpers/observe.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'

const PLANTED = ['tmp/GetImageBlob123', `containers/${'e'.repeat(64)}`]

/** The world, with a directory of a container that is gone and half a download, both old; its volumes as an engine says. */
async function groundsIn({ dataRoot }: RecordedWorld): Promise<PruneGrounds> {
  for (const path of PLANTED) {
    await mkdir(join(dataRoot, path), { recursive: true })
    await writeFile(join(dataRoot, path, 'file'), Buffer.alloc(50_000, 'x'))
    makeOld(join(dataRoot, path, 'file'), join(dataRoot, path))
  }
  makeOld(join(dataRoot, 'tmp'))
  const { observation } = await observe(dataRoot)
  const volumes = observation.survey.volumes.map(({ name }) => engineVolume(name, { labels: {} }))
  const alone = { takenAt: new Date().toISOString(), sample: false, engineBecause: null, roots: [observation] }
  const { containers, images, buildCache } = buildInventory({ ...alone, engine: null })
  expect([containers, images, buildCache].map((all) => all.length > 0)).toEqual([true, true, true])
  const inventory = buildInventory({ ...alone, engine: anEngine({ volumes }) })
  // Without the engine's own list, a record says nothing of being in use.
  const idle = { ...inventory, buildCache: inventory.buildCache.map((record) => ({ ...record, inUse: false })) }
  return { inventory: idle, graph: buildReclaimGraph(idle) }
}

describe.each([
  '20.10-overlay2',
  '28.5-overlay2',
  '28.5-containerd',
  '28.5-containerd-native',
  '28.5-containerd-btrfs',
])('what could go of the recorded world %s', (name) => {
  const read: { world?: RecordedWorld; grounds?: PruneGrounds } = {}
  beforeAll(async () => {
    read.world = await unpackWorld(name)
    read.grounds = await groundsIn(read.world)
  }, 120_000)
  afterAll(() => read.world?.[Symbol.asyncDispose]())
  const grounds = () => read.grounds!
  const offered = () => [...findCandidates(grounds()).candidates.values()]
  const root = () => read.world!.dataRoot

  it('is nothing that is in use', () => {
    const { containers, volumes } = grounds().inventory
    const active = containers.filter(({ state }) => !['exited', 'created', 'dead'].includes(state))
    const isUsed = ({ target }: Candidate): boolean => {
      switch (target.type) {
        case 'container':
          return active.some(({ id }) => id === target.id)
        case 'image':
          return active.some(({ imageId }) => imageId === target.id)
        case 'volume':
          return (
            containers.some(({ mounts }) => mounts.some(({ volume }) => volume === target.name)) ||
            volumes.every((volume) => volume.name !== target.name)
          )
        default:
          return false
      }
    }
    expect(offered().filter(isUsed)).toEqual([])
    expect(new Set(offered().map(({ kind }) => kind))).toContain('stopped-containers')
  })

  it('is offered by one kind alone, but for unused images', () => {
    const kinds = new Map<string, string[]>()
    for (const kind of PRUNE_KIND_FINDERS)
      for (const { target } of kind.candidates(grounds())) {
        const key = targetKey(target)
        kinds.set(key, [...(kinds.get(key) ?? []), kind.id])
      }
    const twice = [...kinds.values()].filter((ids) => ids.length > 1)
    expect(twice.filter((ids) => ids.join() !== 'superseded-tags,unused-images')).toEqual([])
  })

  it('is each file with the bytes that du says, by its absolute path', async () => {
    const files = offered().flatMap(({ target, alone }) => ('path' in target ? [{ path: target.path, alone }] : []))
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(PLANTED.map((path) => join(root(), path))))
    const said = await Promise.all(files.map(async ({ path }) => ({ path, alone: exact(await duAllocated(path)) })))
    expect(files).toEqual(said)
  })

  it('is a whole of parts that the ledger has once each', () => {
    const all = offered().map(({ target, ways }) => ({ target, way: ways[0]! }))
    const { parts, files, now, later } = choiceBytes(grounds(), all)
    const ids = parts.map(({ part: { kind, id } }) => `${kind} ${id}`)
    expect(new Set(parts.map(({ place }) => place)).size).toBe(parts.length)
    const entries = grounds().inventory.roots.flatMap(({ ledger }) => ledger.entries)
    const own = entries.filter(({ owner }) => ids.includes(`${owner.kind} ${owner.id}`)).map(entryFigure)
    const whole = sumFigures([...own, ...files.map(({ usage }) => usage.allocated)])
    expect(sumFigures([now, later])).toEqual(whole)
    const total = sumFigures(entries.map(entryFigure))
    expect(bytesOf(whole)).toBeLessThanOrEqual(bytesOf(total) ?? 0)
  })

  it('adds up for any choice', () => {
    const found = findCandidates(grounds())
    for (let seed = 0; seed < 30; seed++) {
      const random = seeded(seed)
      const chosen = [...found.candidates].flatMap(([key, { ways }]) =>
        random.below(3) === 0 ? [{ key, way: random.pick(ways) }] : [],
      )
      const preview = previewChoice(grounds(), chosen, found)
      const parts = [...preview.kinds.map(({ frees }) => frees), preview.togetherFrees]
      expect(sumFigures(parts)).toEqual(sumFigures([preview.now, preview.later]))
    }
  })
})
