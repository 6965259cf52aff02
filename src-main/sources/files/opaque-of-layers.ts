import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { FileTree } from '../../model/file-tree.ts'
import { mergedParts } from '../../model/layer-stack.ts'
import { readOpaque, type OpaqueRequest } from './overlay-attributes.ts'

export interface LayersRequest extends Omit<OpaqueRequest, 'directories'> {
  /** Of each layer, absolute. */
  readonly directories: readonly string[]
}

/**
 * Opaque directories of layers, topmost first, or why nobody knows. One that no other lies below hides nothing: it is not
 * asked for.
 */
export async function opaqueOfLayers(
  trees: readonly FileTree[],
  request: LayersRequest,
): Promise<readonly ReadonlySet<number>[] | OpaqueBecause> {
  const { root, directories } = request
  const asked = mergedParts(trees.map((tree) => ({ tree, opaque: new Set() })))
  const paths = asked.map(({ layer, entry }) => inRoot(root, directories[layer] ?? '', trees[layer]?.path(entry) ?? ''))
  const found = await readOpaque({ ...request, directories: paths })
  if (typeof found === 'string') return found
  const opaque = trees.map(() => new Set<number>())
  for (const place of found) {
    const part = asked[place]
    if (part !== undefined) opaque[part.layer]?.add(part.entry)
  }
  return opaque
}

/** A path below a directory of the root, relative to the root. */
export function inRoot(root: string, directory: string, path: string): string {
  return `${directory}${path === '' ? '' : `/${path}`}`.slice(root === '/' ? 1 : root.length + 1)
}
