import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Report, ReportContainer, ReportRoot } from '../../src-main/contract/report.ts'
import { du, duAllocated } from '../helpers/du.ts'
import type { DuUsage } from '../helpers/du.ts'
import { containersOf, diskUsageOf } from '../helpers/engines/engine-answers.ts'
import type { EngineContainer, EngineDiskUsage } from '../helpers/engines/engine-answers.ts'
import { ENGINE_VERSIONS } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { plimsoll } from '../helpers/plimsoll.ts'
import { quietReport } from '../helpers/quiet-report.ts'

describe.each(ENGINE_VERSIONS)('the report of engine %s', (version) => {
  const engine = sharedEngine(version)
  let report: Report
  let root: ReportRoot
  let truth: DuUsage
  let containers: readonly EngineContainer[]
  let usage: EngineDiskUsage

  beforeAll(async () => {
    containers = await containersOf(engine)
    usage = await diskUsageOf(engine)
    const quiet = await quietReport(engine)
    truth = quiet.truth
    report = quiet.report
    root = report.roots[0]!
  })

  it('finds the engine and its one data root, and reads all of it', () => {
    expect(report.engine).toMatchObject({ endpoint: engine.endpoint, storageDriver: 'overlay2', imageStore: 'classic' })
    expect(report.roots.map(({ path, gaps }) => ({ path, gaps }))).toEqual([{ path: engine.dataRoot, gaps: [] }])
    expect(report.stage).toBe('whole')
  })

  it('has the shape that the command documents', async () => {
    const { stdout } = await plimsoll(['report', '--json-schema'])
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(stdout) as object)
    validate(report)
    expect(validate.errors).toBeNull()
  })

  it('accounts for every byte and inode that du finds, and leaves nothing unattributed', () => {
    const allocated = root.entries.reduce((sum, entry) => sum + entry.allocated, 0)
    const inodes = root.entries.reduce((sum, entry) => sum + entry.inodes, 0)
    expect({ allocated, inodes }).toEqual(truth)
    expect({ allocated: root.allocated, inodes: root.inodes }).toEqual(truth)
    expect(root.unattributed.allocated).toBe(0)
  })

  it('measures on a disk that is quiet', async () => {
    expect(await du(engine.dataRoot)).toEqual(truth)
  })

  it("has the engine's SizeRw and SizeRootFs for each container", () => {
    const measured = report.containers.map((c) => [c.name, c.writable.apparent, c.virtual.apparent])
    const said = containers.map((c) => [c.Names[0]!.slice(1), c.SizeRw ?? 0, c.SizeRootFs])
    expect(byFirst(measured)).toEqual(byFirst(said))
  })

  it("passes the engine's own figures of each container on", () => {
    const measured = report.containers.map((c) => [c.id, c.engineSizeRw, c.engineSizeRootFs])
    expect(byFirst(measured)).toEqual(byFirst(containers.map((c) => [c.Id, c.SizeRw ?? 0, c.SizeRootFs])))
  })

  it("has the engine's Size and SharedSize for each image", () => {
    const visible = report.images.filter((image) => !image.intermediate)
    const measured = visible.map((image) => [image.id, image.virtual.apparent, image.shared.apparent])
    expect(byFirst(measured)).toEqual(byFirst(usage.Images.map((image) => [image.Id, image.Size, image.SharedSize])))
  })

  it('splits what an image holds into shared and unique', () => {
    const unsplit = report.images.filter(
      ({ virtual, shared, unique }) =>
        virtual.apparent !== shared.apparent! + unique.apparent! ||
        virtual.allocated !== shared.allocated! + unique.allocated!,
    )
    expect(unsplit).toEqual([])
  })

  it("has layerdb's size for each layer, and their sum is the engine's LayersSize", async () => {
    const layerdb = join(engine.dataRoot, 'image/overlay2/layerdb/sha256')
    const stored = await Promise.all(
      (await readdir(layerdb)).map(async (name) => [
        `sha256:${name}`,
        Number.parseInt(await readFile(join(layerdb, name, 'size'), 'utf8')),
      ]),
    )
    expect(byFirst(report.layers.map((layer) => [layer.chainId, layer.apparent]))).toEqual(byFirst(stored))
    expect(byFirst(report.layers.map((layer) => [layer.chainId, layer.engineSize]))).toEqual(byFirst(stored))
    expect(report.layers.reduce((sum, layer) => sum + layer.apparent!, 0)).toBe(usage.LayersSize)
  })

  it("has the engine's size for each volume", () => {
    const measured = report.volumes.map((volume) => [volume.name, volume.apparent])
    expect(byFirst(measured)).toEqual(byFirst(usage.Volumes.map((volume) => [volume.Name, volume.UsageData.Size])))
  })

  it('has the blocks that du finds in the directory of each layer, container, volume and cache record', async () => {
    const measured: readonly (readonly [string | null, number | null])[] = [
      ...report.layers.map((layer) => [layer.directory, layer.allocated] as const),
      ...report.containers.map((container) => [container.directory, container.writable.allocated] as const),
      ...report.volumes.map((volume) => [volume.directory, volume.allocated] as const),
      ...report.buildCache
        .filter((record) => record.directory !== null && record.chainId === null)
        .map((record) => [record.directory, record.allocated] as const),
    ]
    const found = await Promise.all(measured.map(async ([directory]) => [directory, await duAllocated(directory!)]))
    expect(measured.length).toBeGreaterThan(40)
    expect(measured).toEqual(found)
  })

  it('has every build cache record of the engine', () => {
    const measured = report.buildCache.map((record) => [record.id, record.engineSize, record.shared])
    expect(byFirst(measured)).toEqual(byFirst(usage.BuildCache.map((r) => [r.ID, r.Size, r.Shared])))
  })

  it('has the blocks of the log files of each container', async () => {
    const measured = report.containers.map((container) => [container.id, container.logs.allocated])
    const found = await Promise.all(containers.map(async ({ Id }) => [Id, await logBlocks(engine.dataRoot, Id)]))
    expect(byFirst(measured)).toEqual(byFirst(found))
  })

  it('accuses nobody: build cache, init layers and parents of the legacy builder are no orphans', () => {
    expect(report.orphans).toEqual([])
  })

  describe('five containers of one image', () => {
    let five: readonly ReportContainer[]
    beforeAll(() => {
      const names = [1, 2, 3, 4, 5].map((n) => `my_container_${n}`)
      five = names.map((name) => report.containers.find((container) => container.name === name)!)
    })

    it('have the bytes that each wrote as their size', () => {
      expect(five.map((container) => container.writable.apparent)).toEqual([5, 5, 5, 0, 0])
    })

    it('have the same virtual size besides their own bytes, from the same layers', () => {
      const below = five.map((container) => container.virtual.apparent! - container.writable.apparent!)
      expect(below).toEqual(Array(5).fill(below[0]))
      expect(five.map((container) => container.layers)).toEqual(Array(5).fill(five[0]!.layers))
      expect(five[0]!.layers.length).toBe(4)
    })

    it('share layers that the ledger holds once, with all five as holders', () => {
      const entries = five[0]!.layers.map((chainId) =>
        root.entries.filter(({ category, owner }) => category.startsWith('image-') && owner.id === chainId),
      )
      expect(entries.map((found) => found.length)).toEqual([1, 1, 1, 1])
      const ids = five.map((container) => container.id).toSorted()
      const holders = entries.map(([entry]) =>
        entry!.holders.map((holder) => holder.id).filter((id) => ids.includes(id)),
      )
      expect(holders.map((found) => found.toSorted())).toEqual(Array(4).fill(ids))
    })
  })
})

/** Two lists of the same things in no order, made comparable. */
function byFirst<Row extends readonly unknown[]>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
}

/** Blocks of `<id>-json.log`, its rotated successors, and the folder of the driver `local`. */
async function logBlocks(dataRoot: string, id: string): Promise<number> {
  const folder = join(dataRoot, 'containers', id)
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${id}-json.log`) || name === 'local-logs')
  const blocks = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      return name === 'local-logs' ? duAllocated(path) : (await stat(path)).blocks * 512
    }),
  )
  return blocks.reduce((sum, bytes) => sum + bytes, 0)
}
