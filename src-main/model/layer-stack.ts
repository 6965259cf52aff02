import type { FileTree } from './file-tree.ts'

/** A layer of a stack: what is in it, all of it or the part that is asked for. */
export interface StackLayer {
  readonly tree: FileTree
  /** Directories that hide those below them, by entry, besides those that the tree flags. */
  readonly opaque: ReadonlySet<number>
}

/** An entry of one of the layers, which are numbered from the top. */
export interface StackEntry {
  readonly layer: number
  readonly entry: number
}

/**
 * What a stack of layers shows at a path. A directory is made up of those of several layers, topmost first; anything
 * else is in one of them.
 */
export interface Shown {
  readonly isDirectory: boolean
  readonly parts: readonly StackEntry[]
}

/** What the stack shows at its top. */
export function topOf(layers: readonly StackLayer[]): Shown {
  return { isDirectory: true, parts: layers.map((_, layer) => ({ layer, entry: 0 })) }
}

interface Open {
  readonly isDirectory: boolean
  readonly parts: StackEntry[]
  /** Lower layers add to it: nothing has hidden them yet. */
  open: boolean
}

/**
 * What is shown in a directory, by name, as overlayfs has it: the topmost layer that has the name wins; directories of
 * one name are merged, down to a whiteout, to anything that is no directory, and to an opaque one, which is the last.
 */
export function shownIn(directory: Shown, layers: readonly StackLayer[]): ReadonlyMap<string, Shown> {
  const shown = new Map<string, Open | null>()
  for (const { layer, entry } of directory.parts) {
    const { tree } = at(layers, layer)
    const [from, to] = tree.range(entry)
    for (let child = from; child < to; child++) addBelow(shown, { layer, entry: child }, at(layers, layer))
  }
  for (const [name, found] of shown) if (found === null) shown.delete(name)
  return shown as ReadonlyMap<string, Shown>
}

function addBelow(shown: Map<string, Open | null>, part: StackEntry, layer: StackLayer): void {
  const { entry } = part
  const name = layer.tree.name(entry)
  const kind = layer.tree.kind(entry)
  const above = shown.get(name)
  if (above === undefined) {
    const isDirectory = kind === 'directory'
    const open = isDirectory && !isOpaque(layer, entry)
    shown.set(name, kind === 'whiteout' ? null : { isDirectory, parts: [part], open })
  } else if (above?.open === true) {
    if (kind === 'directory') above.parts.push(part)
    above.open = kind === 'directory' && !isOpaque(layer, entry)
  }
}

/** Of each directory that several layers make up, all but the lowest part: what could be opaque. */
export function mergedParts(layers: readonly StackLayer[]): readonly StackEntry[] {
  const merged: StackEntry[] = []
  const open: Shown[] = [topOf(layers)]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const shown of shownIn(next, layers).values()) {
      if (!shown.isDirectory) continue
      merged.push(...shown.parts.slice(0, -1))
      open.push(shown)
    }
  }
  return merged
}

/** Directories of another layer's tree that the stack shows too, as long as none of them is opaque. */
export function sharedDirectories(upper: FileTree, layers: readonly StackLayer[]): readonly number[] {
  const shared: number[] = []
  const open: [entry: number, shown: Shown][] = [[0, topOf(layers)]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [entry, shown] = next
    const names = shownIn(shown, layers)
    const [from, to] = upper.range(entry)
    for (let child = from; child < to; child++) {
      const below = names.get(upper.name(child))
      if (below?.isDirectory !== true || upper.kind(child) !== 'directory') continue
      shared.push(child)
      open.push([child, below])
    }
  }
  return shared
}

export function isOpaque({ tree, opaque }: StackLayer, entry: number): boolean {
  return opaque.has(entry) || tree.has(entry, 'opaque')
}

/** The layer of a number that came from the stack itself. */
export function at<Layer>(layers: readonly Layer[], layer: number): Layer {
  const found = layers[layer]
  if (found === undefined) throw new RangeError(`no layer ${layer}`)
  return found
}
