import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { FileTree } from '../../model/file-tree.ts'
import { mergedParts } from '../../model/layer-stack.ts'
import type { OpaqueQuestion, ReadOpaque } from './files-reader.ts'

export interface LayersQuestion extends Omit<OpaqueQuestion, 'directories'> {
  /** Of each layer, absolute. */
  readonly directories: readonly string[]
}

/**
 * Opaque directories of layers, topmost first, or why nobody knows. One that no other lies below hides nothing: it is not
 * asked for.
 */
export async function opaqueOfLayers(
  trees: readonly FileTree[],
  { directories, ...question }: LayersQuestion,
  ask: ReadOpaque,
): Promise<readonly ReadonlySet<number>[] | OpaqueBecause> {
  const asked = mergedParts(trees.map((tree) => ({ tree, opaque: new Set() })))
  const paths = asked.map(({ layer, entry }) =>
    inRoot(question.root, directories[layer] ?? '', trees[layer]?.path(entry) ?? ''),
  )
  const found = await ask({ ...question, directories: paths })
  if (typeof found === 'string') return found
  const opaque = trees.map(() => new Set<number>())
  for (const place of found) {
    const part = asked[place]
    if (part !== undefined) opaque[part.layer]?.add(part.entry)
  }
  return opaque
}

/** Opaque ones among some directories of one layer, by their entries. `directory`: of the layer, absolute. */
export async function opaqueAmong(
  entries: readonly number[],
  {
    tree,
    directory,
    ...question
  }: Omit<OpaqueQuestion, 'directories'> & {
    readonly tree: FileTree
    readonly directory: string
  },
  ask: ReadOpaque,
): Promise<ReadonlySet<number> | OpaqueBecause> {
  const directories = entries.map((entry) => inRoot(question.root, directory, tree.path(entry)))
  const found = await ask({ ...question, directories })
  return typeof found === 'string' ? found : new Set([...found].flatMap((place) => entries[place] ?? []))
}

/** A path below a directory of the root, relative to the root. */
function inRoot(root: string, directory: string, path: string): string {
  return `${directory}${path === '' ? '' : `/${path}`}`.slice(root === '/' ? 1 : root.length + 1)
}
