import { execFileSync } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { FileChange, FileChanges } from '../../src-main/model/file-changes.ts'
import type { FileTree } from '../../src-main/model/file-tree.ts'
import { findWaste } from '../../src-main/model/image-waste.ts'
import { sharedDirectories, type StackLayer } from '../../src-main/model/layer-stack.ts'
import { compareOverlay } from '../../src-main/model/writable-layer.ts'
import { opaqueAmong, opaqueOfLayers } from '../../src-main/sources/files/opaque-of-layers.ts'
import { readOpaque } from '../../src-main/sources/files/overlay-attributes.ts'
import { readLowerLayers } from '../../src-main/sources/files/read-lower-layers.ts'
import type { SeenEntry } from '../helpers/overlay/overlay-types.ts'
import { makeOverlay, opaqueDirectories, type OverlayWorld } from '../helpers/overlay/overlay-world.ts'
import { readTree } from '../helpers/read-tree.ts'

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1)

interface Compared {
  readonly world: OverlayWorld
  readonly tree: FileTree
  readonly changes: FileChanges
  readonly byPath: ReadonlyMap<string, FileChange>
}

async function compared(seed: number): Promise<Compared> {
  const world = makeOverlay(seed)
  const { root, upper: directory, lowers } = world
  const tree = readTree(directory)
  const question = { root, role: 'data-root', rootless: false, signal: new AbortController().signal } as const
  const read = await readLowerLayers({
    ...{ ...question, directory, upper: tree, lowers, mountPoints: [], opaque: readOpaque },
  })
  const changes = compareOverlay({ tree, opaque: read.upperOpaque }, named(read.lowers))
  return { world, tree, changes, byPath: byPathOf(tree, changes) }
}

/** The same from whole layers, as where this process cannot read parts of them. */
async function comparedWhole({ world, tree }: Compared): Promise<ReadonlyMap<string, FileChange>> {
  const { root, upper: directory, lowers } = world
  const question = { root, role: 'data-root', rootless: false, signal: new AbortController().signal } as const
  const layers = await stackOf(lowers, root)
  const opaque = await opaqueAmong(sharedDirectories(tree, layers), { ...question, tree, directory }, readOpaque)
  return byPathOf(tree, compareOverlay({ tree, opaque }, named(layers)))
}

/** Whole layers, topmost first. */
async function stackOf(directories: readonly string[], root: string): Promise<readonly StackLayer[]> {
  const trees = directories.map(readTree)
  const question = { root, role: 'data-root', rootless: false, signal: new AbortController().signal } as const
  const opaque = await opaqueOfLayers(trees, { ...question, directories }, readOpaque)
  return trees.map((tree, i) => ({ tree, opaque: (typeof opaque === 'string' ? undefined : opaque[i]) ?? new Set() }))
}

const named = (layers: readonly StackLayer[]) =>
  layers.map((layer, i) => ({ ...layer, chainId: `layer ${i}`, createdBy: null }))

function byPathOf(tree: FileTree, changes: FileChanges): ReadonlyMap<string, FileChange> {
  const byPath = new Map<string, FileChange>()
  for (let entry = 0; entry < tree.count; entry++) {
    const change = changes.changeOf(entry)
    if (change !== null) byPath.set(tree.path(entry), change)
  }
  return byPath
}

it.each(SEEDS)('says of each entry what the kernel shows, in layers of seed %d', async (seed) => {
  const read = await compared(seed)
  const { world, tree, changes, byPath } = read
  expect(await comparedWhole(read)).toEqual(byPath)
  const before = new Map(world.before.map((entry) => [entry.path, entry]))
  const after = new Map(world.after.map((entry) => [entry.path, entry]))
  expect(byPath.size).toBe(tree.count)
  for (const [path, change] of byPath) {
    if (path === '') continue
    const was = before.get(path)
    const is = after.get(path)
    const fromHere = `${path}: ${change.kind}`
    const hiddenAbove = hiders(path).some((above) => hides(byPath.get(above)?.kind))
    if (hiddenAbove)
      expect([change.kind, path]).toEqual([tree.kind(tree.find(path) ?? 0) === 'whiteout' ? 'whiteout' : 'new', path])
    else expect({ path, ...plain(change) }).toEqual({ path, ...expected(was, is) })
    if ('lower' in change && change.lower !== null) {
      const lower = hiddenBy([path], world)
      expect([fromHere, change.lower.allocated, change.lower.inodes]).toEqual([fromHere, lower.allocated, lower.inodes])
    }
  }
  const { summary } = changes
  const parts = [summary.created, summary.copyUps, summary.replaced, summary.other]
  const du = parseInt(execFileSync('du', ['-s', '--block-size=1', world.upper]).toString())
  expect(parts.reduce((sum, { allocated }) => sum + allocated, 0)).toBe(du)
  const hiding = [...byPath].filter(([, change]) => 'lower' in change && change.lower !== null).map(([path]) => path)
  const { copyUps, replaced, whiteouts, opaque } = summary
  const hidden = (copyUps.originals ?? 0) + (replaced.hidden ?? 0) + (whiteouts.hidden ?? 0) + (opaque?.hidden ?? 0)
  expect(hidden).toBe(hiddenBy(hiding, world).allocated)
})

it.each(SEEDS)('finds the waste that the kernel does not show, in layers of seed %d', async (seed) => {
  const { root, upper, lowers, after } = makeOverlay(seed)
  const directories = [upper, ...lowers]
  const stack = await stackOf(directories, root)
  const waste = findWaste(named(stack).toReversed())
  const opaque = opaqueDirectories(root)
  const visible = new Map<string, number>()
  for (const entry of after) {
    if (entry.isDirectory)
      for (const part of partsAt(entry.path, directories, opaque)) visible.set(part, lstatSync(part).blocks * 512)
    else visible.set(`inode ${entry.ino}`, entry.allocated)
  }
  const tops = directories.map((path) => lstatSync(path).blocks * 512)
  const shown = [...visible.values(), ...tops].reduce((sum, n) => sum + n, 0)
  const all = parseInt(
    execFileSync('du', ['-s', '-c', '--block-size=1', ...directories])
      .toString()
      .split('\n')
      .at(-2)!,
  )
  expect(waste.total.allocated).toBe(all - shown)
  const parts = waste.steps.map(({ made }) => made.allocated ?? 0)
  expect(parts.reduce((sum, n) => sum + n, 0)).toBe(all - shown)
})

it('meets everything that an overlay can do', async () => {
  const kinds = new Set<string>()
  for (const seed of SEEDS) for (const { kind } of (await compared(seed)).byPath.values()) kinds.add(kind)
  expect([...kinds].sort()).toEqual(['copy-up', 'merged', 'new', 'opaque', 'replaced', 'whiteout'])
})

const hides = (kind: FileChange['kind'] | undefined) => kind === 'opaque' || kind === 'replaced' || kind === 'new'

function hiders(path: string): readonly string[] {
  const names = path.split('/')
  return names.slice(1).map((_, i) => names.slice(0, i + 1).join('/'))
}

function plain(change: FileChange) {
  const lower = 'lower' in change ? change.lower : undefined
  if (change.kind === 'opaque') return { kind: 'merged' }
  return lower === undefined || lower === null || lower.kind === 'directory'
    ? { kind: change.kind }
    : { kind: change.kind, length: lower.apparent }
}

/** From what the kernel shows without and with the writable layer. */
function expected(was: SeenEntry | undefined, is: SeenEntry | undefined) {
  if (is === undefined) return { kind: 'whiteout', ...lengthOf(was) }
  if (was === undefined) return { kind: 'new' }
  if (was.isDirectory && is.isDirectory) return { kind: 'merged' }
  return { kind: was.type === is.type ? 'copy-up' : 'replaced', ...lengthOf(was) }
}

const lengthOf = (was: SeenEntry | undefined) => (was === undefined || was.isDirectory ? {} : { length: was.length })

/** All that the lower layers show at and below these paths: files by their inodes, directories in each layer that has a part. */
function hiddenBy(paths: readonly string[], { before, lowers, root }: OverlayWorld) {
  const opaque = opaqueDirectories(root)
  const inodes = new Map<string, number>()
  for (const entry of before) {
    if (!paths.some((path) => entry.path === path || entry.path.startsWith(`${path}/`))) continue
    if (entry.isDirectory)
      for (const part of partsAt(entry.path, lowers, opaque)) inodes.set(part, lstatSync(part).blocks * 512)
    else inodes.set(`inode ${entry.ino}`, entry.allocated)
  }
  return { allocated: [...inodes.values()].reduce((sum, n) => sum + n, 0), inodes: inodes.size }
}

/** Directories of the layers that the kernel merges at a path. */
function partsAt(path: string, lowers: readonly string[], opaque: ReadonlySet<string>): readonly string[] {
  const parts: string[] = []
  for (const layer of lowers) {
    const steps = [...hiders(path), path].map((step) => `${layer}/${step}`)
    const there = steps.filter(isThere)
    if (there.length === steps.length && lstatSync(`${layer}/${path}`).isDirectory()) parts.push(`${layer}/${path}`)
    if (there.some((step) => opaque.has(step) || !lstatSync(step).isDirectory())) return parts
  }
  return parts
}

/** A symlink that leads nowhere is there too. */
function isThere(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}
